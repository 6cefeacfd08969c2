import assert from "node:assert/strict";
import { pairFrames } from "./frame_pairs.ts";
import type { Frame } from "../profile.ts";

function at(name: string, line: number, url = "file:///app.ts"): Frame {
  return { name, url, line, column: 1, kind: "app" };
}

function behind(name: string): Frame {
  return { name, url: "", line: 0, column: 0, kind: "wait" };
}

/** before index -> the frame it became */
function paired(before: Frame[], after: Frame[]): string[] {
  const { frames, beforePlaces } = pairFrames(before, after);
  return [...beforePlaces].map((place) => `${frames[place]!.name}:${frames[place]!.line}`);
}

Deno.test("pairFrames() gives a function that has moved one place, where it is now", () => {
  const before = [at("get", 40), at("load", 10), at("gone", 3)];
  const after = [at("load", 12), at("get", 47), at("new", 1)];
  assert.deepEqual(paired(before, after), ["get:47", "load:12", "gone:3"]);
});

Deno.test("pairFrames() keeps frames of other files and kinds apart", () => {
  const before = [at("get", 1, "file:///a.ts"), { ...at("get", 2), kind: "wait" as const }];
  const { frames, beforePlaces, afterPlaces } = pairFrames(before, [at("get", 1, "file:///b.ts")]);
  assert.equal(frames.length, 3);
  assert.deepEqual(new Set([...beforePlaces, ...afterPlaces]).size, 3);
});

Deno.test("pairFrames() forgets which request was in the way", () => {
  assert.deepEqual(
    paired(
      [behind("(behind GET /a #4)"), behind("(behind GET /a #5)")],
      [behind("(behind GET /a #93)")],
    ),
    ["(behind GET /a):0", "(behind GET /a):0"],
  );
});

Deno.test("pairFrames() forgets the number of a request of which no more is known", () => {
  assert.deepEqual(
    paired([behind("(behind #4)"), behind("(behind #5)")], [behind("(behind #93)")]),
    ["(behind another request):0", "(behind another request):0"],
  );
});
