import assert from "node:assert/strict";
import { isOpenEnded, openEnded } from "./open_ended.ts";

Deno.test("openEnded.endAll() ends what is open then, whatever fails", async () => {
  const ended: string[] = [];
  const last = Promise.withResolvers<void>();
  openEnded.add(() => ended.push("one"));
  openEnded.add(() => assert.fail("is in a bad state"));
  const forget = openEnded.add(() => ended.push("forgotten"));
  openEnded.add(() => last.resolve());
  // A process that drains is kept alive by something else.
  const alive = setTimeout(() => {}, 60_000);
  openEnded.endAll();
  forget();
  assert.deepEqual(ended, [], "not at once");
  await last.promise;
  clearTimeout(alive);
  assert.deepEqual(ended, ["one"]);
});

Deno.test("isOpenEnded() knows the streams that last until somebody hangs up", () => {
  assert.equal(isOpenEnded("text/event-stream; charset=utf-8"), true);
  assert.equal(isOpenEnded("Multipart/X-Mixed-Replace;boundary=frame"), true);
  for (const type of ["text/plain", "multipart/form-data", "application/x-ndjson", null]) {
    assert.equal(isOpenEnded(type), false, String(type));
  }
});
