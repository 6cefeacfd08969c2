// The servers of an app beside the first: they keep the ports of their own, also over reloads.
import assert from "node:assert/strict";
import { cpuprofileCodec } from "../../src/format/cpuprofile.ts";
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

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

async function textOf(url: string): Promise<string> {
  return await (await fetch(url, { headers: { Connection: "close" } })).text();
}

for (const [name, appOf] of [["Deno.serve", denoApp], ["node:http", nodeApp]] as const) {
  Deno.test(`serve lets a second server of ${name} have its port, before and after a reload`, async () => {
    const dir = await Deno.makeTempDir();
    const port = freePort();
    const second = `http://127.0.0.1:${port}/second/7`;
    await Deno.writeTextFile(`${dir}/app.ts`, appOf(port, 1));
    await using served = await ServedApp.start(["app.ts", "0", "--prof-path", "profiles"], {
      cwd: dir,
    });
    assert.equal(await textOf(served.url), "first 1");
    assert.equal(await textOf(second), "second 1 for 127.0.0.1");
    await Deno.writeTextFile(`${dir}/app.ts`, appOf(port, 2));
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
