import assert from "node:assert/strict";
import type { Frame } from "./profile.ts";
import { withoutRequestId } from "./without_request_id.ts";

function wait(name: string): Frame {
  return { name, url: "", line: 0, column: 0, kind: "wait" };
}

Deno.test("withoutRequestId() leaves what is known of the request in the way", () => {
  for (
    const [name, shared] of [
      ["(behind GET /x #6)", "(behind GET /x)"],
      ["(behind GET /a #1) #12)", "(behind GET /a #1))"],
      ["(behind background work of GET /x #7)", "(behind background work of GET /x)"],
      ["(behind GET /two\nlines #7)", "(behind GET /two\nlines)"],
    ] as const
  ) assert.deepEqual(withoutRequestId(wait(name)), wait(shared));
});

Deno.test("withoutRequestId() says what is left of a request of which only the number is known", () => {
  assert.equal(withoutRequestId(wait("(behind #13)")).name, "(behind another request)");
  assert.equal(
    withoutRequestId(wait("(behind background work of #13)")).name,
    "(behind background work of another request)",
  );
});

Deno.test("withoutRequestId() returns every other frame itself", () => {
  const named: Frame = { ...wait("(behind GET /x #6)"), url: "file:///a.ts", kind: "app" };
  for (const frame of [named, wait("(behind the profiler)"), wait("(await)"), wait("(a #6)")]) {
    assert.equal(withoutRequestId(frame), frame);
  }
});
