// Requests that take longer than others like to wait, when their process has to end.
import assert from "node:assert/strict";
import { isRunning } from "./children_of.ts";
import { serveSource } from "./serve_source.ts";

Deno.test("an old process stays for a request that takes long, but not for one that nobody waits for", async () => {
  const { served, app, dir, url } = await serveSource(`import { existsSync } from "node:fs";
    console.error("pid " + Deno.pid);
    Deno.serve(async ({ url }) => {
      console.error("asked " + new URL(url).pathname);
      if (url.endsWith("/hang")) await new Promise(() => {});
      while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 10));
      return new Response("old");
    });`);
  await using _served = served;
  const old = Number((await served.line(/^pid/)).slice(4));
  const leaving = new AbortController();
  const hanging = fetch(`${url}/hang`, leaving).catch(() => {});
  const slow = fetch(`${url}/slow?token=secret`).then((response) => response.text());
  for (const path of ["hang", "slow"]) await served.line(new RegExp(`^asked /${path}`));
  await Deno.writeTextFile(app, `Deno.serve(() => new Response("new"));`);
  await served.line(/changed, reloading/);
  assert.equal(await (await fetch(url)).text(), "new");
  leaving.abort();
  await hanging;
  // Comes when it takes longer than other requests.
  await served.line(
    /^The process before the reload stays until it has answered GET \/slow\?token=\*\*\*$/,
  );
  await Deno.writeTextFile(`${dir}/go`, "");
  assert.equal(await slow, "old");
  await served.until(() => !isRunning(old), "the end of the old process");
  assert.equal(await (await fetch(url)).text(), "new");
  assert.equal(await served.stop(), 0);
});

Deno.test({
  name: "serve sends the signal as well when a request takes too long, and the app can give it up",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const { served, url } = await serveSource(`const gone = Promise.withResolvers();
      const server = Deno.serve(async () => {
        console.error("in flight");
        await gone.promise;
        return new Response("given up");
      });
      Deno.addSignalListener("SIGTERM", async () => {
        console.error("heard SIGTERM");
        gone.resolve();
        await server.shutdown();
        console.error("closed well");
      });`);
    await using _served = served;
    const answer = fetch(url).catch(() => {});
    await served.line(/^in flight/);
    served.signal("SIGTERM");
    assert.equal((await served.ended()).code, 0);
    await answer;
    const told = served.lines.filter((line) => /^(in flight|heard|closed)/.test(line));
    assert.deepEqual(told, ["in flight", "heard SIGTERM", "closed well"]);
    assert.ok(!served.lines.some((line) => line.includes("killed")), served.stderr);
  },
});
