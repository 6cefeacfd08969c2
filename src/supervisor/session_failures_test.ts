// Errors of ours while one request is cut out of the samples: that request goes without them, everybody else does not.
import assert from "node:assert/strict";
import { RequestSlice } from "../model/slice.ts";
import { costsOf, SessionRig } from "./session_test_rig.ts";

/** Two requests of 5 ms each, with one method of the first one's slice failing as long as it is asked. */
function finishedWith(failing: "advance" | "finish"): SessionRig {
  const original = RequestSlice.prototype[failing];
  let broken: RequestSlice | undefined;
  RequestSlice.prototype[failing] = function (this: RequestSlice, ...args: never[]) {
    broken ??= this;
    if (this === broken) throw new Error("cannot cut");
    return Reflect.apply(original, this, args);
  } as never;
  try {
    const rig = new SessionRig();
    rig.begin(1, 10);
    rig.end(1, 15);
    rig.begin(2, 15);
    rig.end(2, 20);
    rig.chunk({
      from: 5,
      until: 30,
      steps: [[10, 1], [15, 2], [20, 0]],
      stacks: [[10, "a"], [15, "b"], [20, "(idle)"]],
    });
    return rig;
  } finally {
    RequestSlice.prototype[failing] = original as never;
  }
}

for (const failing of ["advance", "finish"] as const) {
  Deno.test(`Session keeps the record of a request whose ${failing}() fails, and every other profile`, () => {
    const { finished, warnings } = finishedWith(failing);
    assert.deepEqual(finished.map(({ record }) => record.id), [1, 2]);
    const [first, second] = finished;
    // Which the access log calls "unprofiled".
    assert.equal(first!.record.unsampled, 5000);
    assert.deepEqual(costsOf(first!.profile), { "(not sampled)": 5 });
    assert.deepEqual(costsOf(second!.profile), { b: 5 });
    assert.equal(second!.record.unsampled, 0);
    assert.deepEqual(warnings, ["Lost the samples of GET /1 #1: Error: cannot cut"]);
  });
}
