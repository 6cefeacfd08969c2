import assert from "node:assert/strict";
import { openEnded } from "./open_ended.ts";

Deno.test("openEnded.endAll() ends what is open then, whatever fails", async () => {
  const ended: string[] = [];
  const last = Promise.withResolvers<void>();
  openEnded.add(() => ended.push("one"));
  openEnded.add(() => assert.fail("is in a bad state"));
  const forget = openEnded.add(() => ended.push("forgotten"));
  openEnded.add(() => last.resolve());
  openEnded.endAll();
  forget();
  assert.deepEqual(ended, [], "not at once");
  await last.promise;
  assert.deepEqual(ended, ["one"]);
});
