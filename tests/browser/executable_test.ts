// The dashboard of the compiled program, which has nothing of the repository around it.
// deno-lint-ignore-file no-console -- a skipped test says why
import assert from "node:assert/strict";
import { executablePath } from "../e2e/program.ts";
import { ServedApp } from "../e2e/served_app.ts";
import { browserTest } from "./chromium.ts";

browserTest(
  "executable shows a request in its dashboard, from another folder",
  async ({ page }) => {
    if (!Deno.env.get("RPS_EXECUTABLE") && !Deno.env.get("CI")) {
      return console.log("skipped: set RPS_EXECUTABLE to what deno task compile has made");
    }
    const dir = await Deno.makeTempDir({ prefix: "executable_test-" });
    try {
      await Deno.writeTextFile(`${dir}/app.js`, "Deno.serve(() => new Response('hi'));");
      await using served = await ServedApp.start(
        ["app.js", "0", "--prof-path", "profiles", "--dashboard", "0"],
        { cwd: dir, executable: executablePath() },
      );
      const dashboard = (await served.line(/^Profiles are at http/)).match(/http\S+/)![0];
      await page.goto(dashboard);
      await (await fetch(`${served.url}/orders/41`)).text();
      await page.getByText("/orders/41").first().click();
      await page.waitForURL(/\/request\//);
      assert.match(await page.title(), /orders\/41/);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
);
