import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../../tests/arbitrary_profile.ts";
import { NEEDS_READING, runCodecSuite } from "../../../tests/codec_suite.ts";
import { assertGolden } from "../../../tests/golden/golden_file.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import type { Profile } from "../../model/profile.ts";
import type { Recording } from "../codec.ts";
import { speedscopeCodec } from "./speedscope.ts";
import { speedscopeFrames } from "./speedscope_frames.ts";

const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };

const reason = "speedscope can only be written";
runCodecSuite(speedscopeCodec, {
  skip: Object.fromEntries(NEEDS_READING.map((name) => [name, reason])),
});

interface SpeedscopeFile {
  readonly name?: string;
  readonly exporter: string;
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly [{
    readonly name: string;
    readonly endValue: number;
    readonly events: readonly { type: "O" | "C"; frame: number; at: number }[];
  }];
}

function encoded(recording: Recording): SpeedscopeFile {
  return JSON.parse(new TextDecoder().decode(speedscopeCodec.encode(recording, OPTIONS)));
}

Deno.test("speedscopeCodec writes a request as in the golden file", () => {
  const text = JSON.stringify(encoded(requestRecording()), null, 1);
  // One line for each event and frame.
  const lines = text.replace(
    /\{\n\s+("(?:type": "[OC]|name": "[^"]*",\n\s+"file)[^}]*?)\n\s+\}/g,
    (_, inner) => `{ ${inner.replace(/\n\s+/g, " ")} }`,
  );
  assertGolden("formats/request.speedscope.json", `${lines}\n`);
});

Deno.test("speedscopeCodec is named after the request, or not at all", () => {
  const named = encoded(requestRecording());
  assert.equal(named.name, "GET /users/42?q=%E2%9C%93\\u{202e} 200 18.8ms");
  assert.equal(named.profiles[0].name, named.name);
  assert.equal(named.exporter, "runprofileserver 0.1.0");
  const { profile } = requestRecording();
  const foreign = encoded({ profile });
  assert.ok(!("name" in foreign));
  assert.equal(foreign.profiles[0].name, "");
});

/** Time and stack, outermost first, wherever something is on the stack; equal neighbours are one. */
function replay({ shared, profiles: [{ events, endValue }] }: SpeedscopeFile): [number, string][] {
  const spans: [number, string][] = [];
  const stack: number[] = [];
  let last = 0;
  for (const { type, frame, at } of [...events, { type: "end", frame: 0, at: endValue }]) {
    assert.ok(at >= last, "time runs backwards");
    addSpan(spans, at - last, stack.map((index) => shared.frames[index]!.name).join("\n"));
    if (type === "O") stack.push(frame);
    else if (type === "C") assert.equal(stack.pop(), frame);
    last = at;
  }
  assert.deepEqual(stack, []);
  return spans;
}

function expectedSpans(profile: Profile): [number, string][] {
  const { frames, indexes } = speedscopeFrames(profile, OPTIONS.base);
  const spans: [number, string][] = [];
  profile.samples.forEach((leaf, i) => {
    const names: string[] = [];
    for (let node = leaf; node !== 0 || names.length === 0; node = profile.nodeParent[node]!) {
      names.unshift(frames[indexes[node]!]!.name);
    }
    addSpan(spans, profile.weights[i]!, names.join("\n"));
  });
  return spans;
}

function addSpan(spans: [number, string][], micros: number, stack: string): void {
  if (micros === 0) return;
  const last = spans.at(-1);
  if (last?.[1] === stack) last[0] += micros;
  else spans.push([micros, stack]);
}

Deno.test("speedscopeCodec keeps every stack in its place in time", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    assert.deepEqual(replay(encoded({ profile })), expectedSpans(profile));
  }));
});

Deno.test("speedscopeCodec keeps the total of weights that are no whole microseconds", () => {
  const weight = fc.double({ min: 0, max: 1e5, noNaN: true });
  fc.assert(fc.property(arbitraryProfile({ weight }), (profile) => {
    const file = encoded({ profile });
    const exact = profile.weights.reduce((sum, weight) => sum + weight, 0);
    assert.equal(file.profiles[0].endValue, Math.round(exact));
    const shown = replay(file).reduce((sum, [micros]) => sum + micros, 0);
    assert.equal(shown, Math.round(exact));
  }));
});
