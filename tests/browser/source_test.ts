// The annotated source page: times beside lines, and no file that is not the project's.
import assert from "node:assert/strict";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { Frame } from "../../src/model/profile.ts";
import { ProfileBuilder } from "../../src/model/profile_builder.ts";
import { sourceHref } from "../../src/dashboard/links.ts";
import { seriousViolations } from "./accessibility.ts";
import { browserTest } from "./chromium.ts";
import { APP_SOURCE, FLAME_FILE, onDashboardPage, writeFlameRequest } from "./flame_request.ts";

browserTest("source page: shows self, total and wait beside the lines", async ({ page }) => {
  await onDashboardPage(page, writeFlameRequest, async ({ url, folder }) => {
    await page.goto(url + sourceHref(FLAME_FILE, { url: `file://${folder}/db.ts`, line: 4 }));
    const cells = async (line: number) =>
      (await page.locator(`#L${line} td`).allInnerTexts()).map((text) => text.trim());
    assert.deepEqual(await cells(2), ["", "", "", "2", "export async function load(name) {"]);
    assert.deepEqual((await cells(3)).slice(0, 4), ["10.0 ms", "10.0 ms", "", "3"]);
    assert.deepEqual((await cells(4)).slice(0, 4), ["", "40.0 ms", "40.0 ms", "4"]);
    await page.getByText("spent 10.0 ms (10.0 %) on these lines and waited 40.0 ms").waitFor();
    const editor = await page.locator("#L3 .line a").getAttribute("href");
    assert.equal(editor, `vscode://file${folder}/db.ts:3:1`);
  });
});

browserTest("source page: the keyboard goes from one hot line to the next", async ({ page }) => {
  await onDashboardPage(page, writeFlameRequest, async ({ url, folder }) => {
    await page.goto(url + sourceHref(FLAME_FILE, { url: `file://${folder}/db.ts`, line: 0 }));
    const target = () => page.evaluate("location.hash");
    for (const [key, line] of [["n", 3], ["n", 4], ["n", 4], ["p", 3]] as const) {
      await page.keyboard.press(key);
      assert.equal(await target(), `#L${line}`);
    }
    assert.deepEqual(await seriousViolations(page), []);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    assert.deepEqual(await seriousViolations(page), []);
  });
});

browserTest("source page: markup in a source is text", async ({ page }) => {
  await onDashboardPage(page, writeFlameRequest, async ({ url, folder }) => {
    await page.goto(url + sourceHref(FLAME_FILE, { url: `file://${folder}/app.ts`, line: 1 }));
    const lines = await page.locator(".source code").allInnerTexts();
    assert.equal(lines.join("\n"), APP_SOURCE);
    assert.equal(await page.locator(".source code b, .source code br").count(), 0);
  });
});

/** Writes a profile that claims to have run these files. */
async function writeNaming(folder: string, urls: readonly string[]): Promise<void> {
  const builder = new ProfileBuilder(0);
  for (const url of urls) {
    const frame: Frame = { name: "f", url, line: 1, column: 1, kind: "app" };
    builder.sample(builder.node(0, frame), 1000);
  }
  const bytes = cpuprofileCodec.encode({ profile: builder.build() }, { base: "", creator: "" });
  await Deno.writeFile(`${folder}/evil.cpuprofile`, bytes);
}

browserTest(
  "source page: no file outside of the project, whatever a profile names",
  async ({ page, offences }) => {
    const outside = await Deno.realPath(await Deno.makeTempDir());
    await Deno.writeTextFile(`${outside}/secret.ts`, "const token = 1;\n");
    let urls: string[] = [];
    const fill = async (folder: string) => {
      await Deno.symlink(`${outside}/secret.ts`, `${folder}/link.ts`);
      await Deno.symlink(outside, `${folder}/linked`);
      await Deno.writeTextFile(`${folder}/.env`, "TOKEN=1\n");
      urls = [
        `file://${outside}/secret.ts`,
        `${outside}/secret.ts`,
        "file:///etc/passwd",
        `file://${folder}/../${outside.split("/").at(-1)}/secret.ts`,
        `file://${folder}/link.ts`,
        `file://${folder}/linked/secret.ts`,
        `file://${folder}/.env`,
      ];
      await writeNaming(folder, urls);
    };
    await onDashboardPage(page, fill, async ({ url }) => {
      for (const source of urls) {
        const answer = await page.goto(
          url + sourceHref("evil.cpuprofile", { url: source, line: 1 }),
        );
        assert.equal(answer?.status(), 404, source);
        assert.doesNotMatch(await page.content(), /token = 1|TOKEN=1|root:/);
      }
      // A file of the project that the profile does not name is none of its business either.
      const other = sourceHref("evil.cpuprofile", { url: `file:///x/app.ts`, line: 1 });
      assert.equal((await page.goto(url + other))?.status(), 404);
      offences.length = 0;
    });
    await Deno.remove(outside, { recursive: true });
  },
);
