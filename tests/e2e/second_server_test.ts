// The servers of an app beside the first: they keep the ports of their own, also over reloads.
import assert from "node:assert/strict";
import { freePort } from "../../scripts/bench/free_port.ts";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { ServedApp } from "./served_app.ts";

function denoApp(port: number, version: number): string {
  return `Deno.serve(() => new Response("first ${version}"));
Deno.serve({ hostname: "127.0.0.1", port: ${port} }, (_request, { remoteAddr }) =>
  new Response(\`second ${version} for \${remoteAddr.hostname}\`));
`;
}

function nodeApp(port: number, version: number): string {
  return `import http from "node:http";
http.createServer((_request, response) => response.end("first ${version}")).listen(8000);
const second = http.createServer((request, response) =>
  response.end(\`second ${version} for \${request.socket.remoteAddress}\`));
second.listen(${port}, "127.0.0.1");
`;
}

async function textOf(url: string): Promise<string> {
  return await (await fetch(url, { headers: { Connection: "close" } })).text();
}

for (const [name, appOf] of [["Deno.serve", denoApp], ["node:http", nodeApp]] as const) {
  Deno.test(`serve lets a second server of ${name} have its port, before and after a reload`, async () => {
    const dir = await Deno.makeTempDir();
    const port = freePort();
    const second = `http://127.0.0.1:${port}/second/7`;
    await Deno.writeTextFile(`${dir}/app.js`, appOf(port, 1));
    await using served = await ServedApp.start(["app.js", "0", "--prof-path", "profiles"], {
      cwd: dir,
    });
    assert.equal(await textOf(served.url), "first 1");
    assert.equal(await textOf(second), "second 1 for 127.0.0.1");
    await Deno.writeTextFile(`${dir}/app.js`, appOf(port, 2));
    await served.line(/^Reloaded in/);
    assert.equal(await textOf(served.url), "first 2");
    assert.equal(await textOf(second), "second 2 for 127.0.0.1");
    assert.equal(await served.stop(), 0, served.lines.join("\n"));
    const records = [...Deno.readDirSync(`${dir}/profiles`)].map(({ name }) =>
      cpuprofileCodec.decode!(Deno.readFileSync(`${dir}/profiles/${name}`)).request!
    );
    assert.deepEqual(records.map(({ route }) => route).sort(), [
      "/",
      "/",
      "/second/*",
      "/second/*",
    ]);
  });
}

const SWAPPING_DENO = `const first = Deno.serve((request) => {
  if (request.url.endsWith("/swap")) setTimeout(swap);
  return new Response("first");
});
async function swap() {
  await first.shutdown();
  Deno.serve(() => new Response("next"));
}`;
const SWAPPING_NODE = `import http from "node:http";
const first = http.createServer((request, response) => {
  if (request.url === "/swap") setTimeout(swap);
  response.end("first");
}).listen(8000);
function swap() {
  first.close(() => http.createServer((_request, response) => response.end("next")).listen(8000));
  first.closeAllConnections();
}`;

for (const [name, app] of [["Deno.serve", SWAPPING_DENO], ["node:http", SWAPPING_NODE]] as const) {
  Deno.test(`serve gives the address of a server of ${name} that was closed to the next one`, async () => {
    const dir = await Deno.makeTempDir();
    await Deno.writeTextFile(`${dir}/app.js`, app);
    await using served = await ServedApp.start(
      ["app.js", "0", "--prof-path", "profiles", "--noreload"],
      { cwd: dir },
    );
    assert.equal(await textOf(served.url), "first");
    assert.equal(await textOf(`${served.url}/swap`), "first");
    let text = "first";
    for (const deadline = Date.now() + 20_000; text === "first" && Date.now() < deadline;) {
      text = await textOf(served.url);
    }
    assert.equal(text, "next");
    assert.equal(served.lines.filter((line) => /^(Reloaded|error: app\.js)/.test(line)).length, 0);
  });
}
