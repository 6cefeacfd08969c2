// Hostile requests over the gate to an app: nothing is written outside, nothing breaks, nothing acts on a terminal.
import assert from "node:assert/strict";
import { hostileLoad } from "./hostile_load.ts";

const EXCHANGES = 1_000;
const DENO_APP = `Deno.serve(async (request) => {
  const body = await request.text().catch(() => "");
  return new Response("ok " + body.length + new URL(request.url).pathname.length);
});`;
const NODE_APP = `import { createServer } from "node:http";
createServer((request, response) => {
  request.on("error", () => {}).resume().on("end", () => response.end("ok"));
}).listen(0);`;

for (
  const [name, app, first] of [["Deno.serve", DENO_APP, 0], [
    "node:http",
    NODE_APP,
    10_000,
  ]] as const
) {
  Deno.test(`hostile requests to ${name}: no file outside, none damaged, nothing acts on the terminal`, async () => {
    const { requests, profiles, accessLines, ...rest } = await hostileLoad(app, {
      first,
      exchanges: EXCHANGES,
    });
    assert.ok(requests > EXCHANGES);
    assert.deepEqual(rest, { strayFiles: [], damagedFiles: [], badLines: [], isAlive: true });
    // Enough of them are requests in the end, or they have lost their bite.
    assert.ok(profiles > EXCHANGES / 10, `${profiles} profiles`);
    assert.equal(profiles, accessLines);
  });
}
