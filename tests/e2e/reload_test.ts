// What a developer does all day: breaks the app, mends it, and expects the server to keep up.
import assert from "node:assert/strict";
import { soakRequests } from "../../scripts/bench/request_soak.ts";
import { SoakApp } from "../../scripts/bench/soak_app.ts";
import { ServedApp } from "./served_app.ts";

/** In plain JavaScript, which every runtime reads as it is saved. */
async function appDir(source: string): Promise<{ dir: string; app: string; profiles: string }> {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/deno.json`, "{}");
  await Deno.writeTextFile(`${dir}/app.js`, source);
  return { dir, app: `${dir}/app.js`, profiles: `${dir}/profiles` };
}

const answering = (text: string) => `Deno.serve(() => new Response("${text}"));`;

Deno.test("serve reloads on save, and requests meanwhile wait for the new code", async () => {
  const { app, profiles } = await appDir(answering("old"));
  await using served = await ServedApp.start([app, "0", "--prof-path", profiles]);
  assert.equal(await (await fetch(served.url)).text(), "old");
  await Deno.writeTextFile(app, answering("new"));
  await served.line(/app\.js changed, reloading\./);
  assert.equal(await (await fetch(served.url)).text(), "new");
  await served.line(/^Reloaded in \d+ ms \(Deno\.serve\)$/);
});

Deno.test("serve keeps up a broken app's address and serves the fix as soon as it is saved", async () => {
  const { app, profiles } = await appDir(answering("good"));
  await using served = await ServedApp.start([app, "0", "--prof-path", profiles]);
  await Deno.writeTextFile(app, `const x = ;\n${answering("never")}`);
  await served.line(/^error: Cannot load app\.js/);
  assert.ok(
    served.lines.some((line) => /app\.js:1:11/.test(line)),
    "file, line and column are told",
  );
  const page = await fetch(served.url, { headers: { accept: "text/html" } });
  assert.equal(page.status, 500);
  assert.match(await page.text(), /app\.js:1:11/);
  await Deno.writeTextFile(app, answering("mended"));
  await served.line(/^Reloaded in/);
  assert.equal(await (await fetch(served.url)).text(), "mended");
});

Deno.test("serve comes up with an app that does not load, and serves it once it does", async () => {
  const { app, profiles } = await appDir('throw new Error("not yet");');
  await using served = ServedApp.spawn([app, "0", "--prof-path", profiles]);
  await served.line(/^error: Cannot load app\.js/);
  assert.ok(served.lines.some((line) => line.includes("not yet")));
  await Deno.writeTextFile(app, answering("now"));
  const line = await served.line(/Development server is running at/);
  const url = line.match(/http\S+/)![0];
  assert.equal(await (await fetch(url)).text(), "now");
});

Deno.test("serve sees changes of imported files and of files that were missing", async () => {
  const { dir, app, profiles } = await appDir(
    'import { text } from "./text.js"; Deno.serve(() => new Response(text));',
  );
  await using served = ServedApp.spawn([app, "0", "--prof-path", profiles]);
  await served.line(/^error: Cannot load app\.js/);
  await Deno.writeTextFile(`${dir}/text.js`, 'export const text = "one";');
  const line = await served.line(/Development server is running at/);
  const url = line.match(/http\S+/)![0];
  assert.equal(await (await fetch(url)).text(), "one");
  // As editors save: the new content comes by a rename.
  await Deno.writeTextFile(`${dir}/text.js.tmp`, 'export const text = "two";');
  await Deno.rename(`${dir}/text.js.tmp`, `${dir}/text.js`);
  await served.line(/^Reloaded in/);
  assert.equal(await (await fetch(url)).text(), "two");
});

Deno.test("serve sees changes of files that are required, or imported late by a computed name", async () => {
  const { dir, app, profiles } = await appDir(`import { createRequire } from "node:module";
    const common = createRequire(import.meta.url)("./" + "common.cjs");
    Deno.serve(async () => {
      const { late } = await import("./" + "late.js");
      return new Response(common + " " + late);
    });`);
  await Deno.writeTextFile(`${dir}/common.cjs`, 'module.exports = "one";');
  await Deno.writeTextFile(`${dir}/late.js`, 'export const late = "one";');
  await using served = await ServedApp.start([app, "0", "--prof-path", profiles]);
  const text = async () => await (await fetch(served.url)).text();
  const saveUntil = async (expected: string, name: string, source: string) => {
    // What is loaded is told when the app is quiet, so the first save may come too early to be seen.
    for (let i = 0; await text() !== expected; i++) {
      assert.ok(i < 100, `waited in vain for ${expected}`);
      await Deno.writeTextFile(`${dir}/${name}`, `${source} // ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };
  assert.equal(await text(), "one one");
  await saveUntil("two one", "common.cjs", 'module.exports = "two";');
  await saveUntil("two two", "late.js", 'export const late = "two";');
});

Deno.test("serve --noreload ends with exit code 1 when the app does not load or serves nothing", async () => {
  for (
    const [source, message] of [
      ['throw new Error("no");', /^error: Cannot load app\.js/],
      ["export const a = 1;", /^error: Cannot serve app\.js: it opens no server and exports "a"/],
    ] as const
  ) {
    const { app, profiles } = await appDir(source);
    await using served = ServedApp.spawn([app, "0", "--prof-path", profiles, "--noreload"]);
    await served.line(message);
    assert.equal((await served.ended()).code, 1);
  }
});

Deno.test("serve --noreload waits for a server that is opened some time after the loading", async () => {
  const { app, profiles } = await appDir(`setTimeout(() => {
    ${answering("late")}
  }, 300);`);
  await using served = await ServedApp.start([app, "0", "--prof-path", profiles, "--noreload"]);
  assert.equal(await (await fetch(served.url)).text(), "late");
  assert.equal(await served.stop(), 0);
});

Deno.test("serve starts a crashed app again, reports what was lost and keeps what was finished", async () => {
  const { app, profiles } = await appDir(`Deno.serve(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/crash") setTimeout(() => { throw new Error("boom"); }, 0);
    if (pathname === "/crash") await new Promise(() => {});
    return new Response("fine");
  });`);
  await using served = await ServedApp.start([app, "0", "--prof-path", profiles]);
  for (let i = 0; i < 5; i++) await (await fetch(served.url)).text();
  const crashed = await fetch(`${served.url}/crash`);
  assert.equal(crashed.status, 502);
  await crashed.text();
  await served.line(/Lost request 6, GET \/crash/);
  await served.line(/^error: app\.js ended: .*boom/);
  assert.equal(await (await fetch(served.url)).text(), "fine");
  await served.until(() => served.accessLines.length >= 6, "access lines of both processes");
  assert.equal(await served.stop(), 0);
  assert.equal([...Deno.readDirSync(profiles)].length, 6);
});

Deno.test("serve finishes requests in flight on Ctrl-C and leaves no process behind", async () => {
  const { app, profiles } = await appDir(`let began = () => {};
  console.error("pid " + Deno.pid);
  Deno.serve(async () => {
    console.error("in flight");
    await new Promise((resolve) => setTimeout(resolve, 300));
    return new Response("finished");
  });`);
  await using served = await ServedApp.start([app, "0", "--prof-path", profiles]);
  const pid = Number((await served.line(/^pid /)).slice(4));
  const answer = fetch(served.url).then((response) => response.text());
  await served.line(/^in flight/);
  assert.equal(await served.stop(), 0);
  assert.equal(await answer, "finished");
  assert.equal([...Deno.readDirSync(profiles)].length, 1);
  assert.throws(() => Deno.kill(pid, "SIGCONT"), "the app's process is gone");
});

// `deno task bench requests` asks for 20,000 over 50 reloads of each.
for (const server of ["Deno.serve", "node:http"] as const) {
  Deno.test(`serve answers every request over reloads of ${server}, and none runs twice`, async () => {
    const dir = await Deno.makeTempDir();
    const app = await SoakApp.create(dir, server);
    await using served = await ServedApp.start([app.path, "0", "--prof-path", `${dir}/profiles`]);
    const result = await soakRequests({
      requests: 1_000,
      reloads: 4,
      port: Number(new URL(served.url).port),
      save: (version) => app.save(version),
    });
    assert.deepEqual(result.failures, []);
    assert.equal(result.reloads, 4);
    const ran = await app.ran();
    assert.deepEqual(ran.toSorted(), [...result.ids].sort());
    assert.equal(result.closedConnections, 0, "keep-alive connections live on");
    assert.equal(await served.stop(), 0);
    assert.equal(served.accessLines.length, ran.length, "every request has its access line");
  });
}
