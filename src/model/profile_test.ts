// Every invariant of a Profile is broken once, so that a codec's mistake is named where it is made.
import assert from "node:assert/strict";
import { checkProfile, type Frame, type Profile } from "./profile.ts";

const frame = (name: string): Frame => ({ name, url: "", line: 0, column: 0, kind: "engine" });

/** root > a > b, two samples, lines for both functions. */
const VALID: Profile = {
  frames: [frame("(root)"), frame("a"), frame("b")],
  nodeFrame: Uint32Array.of(0, 1, 2),
  nodeParent: Uint32Array.of(0, 0, 1),
  samples: Uint32Array.of(2, 1),
  weights: Float64Array.of(100, 50),
  lines: {
    nodes: Uint32Array.of(1, 2, 2),
    lines: Uint32Array.of(7, 3, 4),
    micros: Float64Array.of(50, 60, 40),
  },
  start: 1000,
  end: 1150,
};

function lines(changes: Partial<NonNullable<Profile["lines"]>>): Partial<Profile> {
  return { lines: { ...VALID.lines!, ...changes } };
}

Deno.test("checkProfile() accepts a profile that keeps all invariants", () => {
  checkProfile(VALID);
  const { lines: _, ...withoutLines } = VALID;
  checkProfile(withoutLines);
});

Deno.test("checkProfile() accepts a profile without samples", () => {
  const none = { samples: new Uint32Array(0), weights: new Float64Array(0), end: 1000 };
  checkProfile({ ...VALID, ...none });
});

Deno.test("checkProfile() names the broken invariant", () => {
  const cases: [change: Partial<Profile>, message: RegExp][] = [
    [{ nodeFrame: new Uint32Array(0), nodeParent: new Uint32Array(0) }, /no root node/],
    [{ nodeParent: Uint32Array.of(0, 0) }, /nodeParent has 2 entries for 3 nodes/],
    [{ nodeFrame: Uint32Array.of(0, 1, 3) }, /Node 2 has no frame/],
    [{ nodeParent: Uint32Array.of(0, 1, 1) }, /Node 1 comes before its parent/],
    [{ nodeParent: Uint32Array.of(0, 2, 0) }, /Node 1 comes before its parent/],
    [{ frames: [frame("(root)"), frame(""), frame("b")] }, /A frame has no name/],
    [{ weights: Float64Array.of(150) }, /samples and weights differ in length/],
    [{ samples: Uint32Array.of(2, 3) }, /Sample 1 has no node/],
    [{ weights: Float64Array.of(151, -1) }, /Sample 1 has weight -1/],
    [{ weights: Float64Array.of(NaN, 50) }, /Sample 0 has weight NaN/],
    [{ end: 1149 }, /Weights cover 150 us of 149 us/],
    [{ start: 999 }, /Weights cover 150 us of 151 us/],
    [{ start: NaN }, /Weights cover 150 us of NaN us/],
    [{ end: NaN }, /Weights cover 150 us of NaN us/],
    [lines({ lines: Uint32Array.of(7, 3) }), /Line times differ in length/],
    [lines({ micros: Float64Array.of(50, 60) }), /Line times differ in length/],
    [lines({ nodes: Uint32Array.of(1, 2, 3) }), /Line time 2 has no node/],
    [lines({ micros: Float64Array.of(50, -1, 40) }), /Line time 1 is -1 us/],
    [lines({ nodes: Uint32Array.of(2, 1, 2) }), /Line time 1 is out of order/],
    [lines({ lines: Uint32Array.of(7, 4, 3) }), /Line time 2 is out of order/],
    [lines({ lines: Uint32Array.of(7, 3, 3) }), /Line time 2 is out of order/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => checkProfile({ ...VALID, ...change }), { name: "Error", message });
  }
});

Deno.test("checkProfile() allows for the rounding of sums, and for nothing else", () => {
  const profile = {
    ...VALID,
    samples: new Uint32Array(100_000),
    weights: new Float64Array(100_000).fill(0.1),
    end: 11_000,
  };
  checkProfile(profile);
  assert.throws(() => checkProfile({ ...profile, end: 11_000.01 }));
});
