// The supervisor may die at any instant: what was answered has its profile in the end, once and whole. The long
// version, 200 deaths, is `deno task bench soak`.
import assert from "node:assert/strict";
import { killServers } from "./killed_servers.ts";

const ROUNDS = 6;

Deno.test("a server that is killed loses no profile, and the next one writes none twice", async () => {
  const { answered, recoveredLines, ...rest } = await killServers(ROUNDS);
  assert.ok(answered >= ROUNDS);
  assert.deepEqual(rest, { missing: [], twice: [], damaged: [], leftovers: [] });
  assert.ok(
    recoveredLines.length > 0 && recoveredLines.length <= ROUNDS,
    recoveredLines.join("\n"),
  );
});
