// What every file format must do, run by the test of each codec. A case may be skipped only by name and
// with a reason, which shows in the test's name.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Codec, EncodeOptions, Recording } from "../src/format/codec.ts";
import { codecs } from "../src/format/codecs.ts";
import { frameKind } from "../src/format/frame_kind.ts";
import { UserError } from "../src/errors.ts";
import { checkProfile, type Profile } from "../src/model/profile.ts";
import { ProfileBuilder } from "../src/model/profile_builder.ts";
import { arbitraryProfile } from "./arbitrary_profile.ts";
import { requestRecording } from "./golden/request_recording.ts";

const OPTIONS: EncodeOptions = { base: "/srv/app", creator: "runprofileserver 0.1.0" };

/** Bytes that are no profile in any format. */
const FOREIGN: readonly Uint8Array[] = [
  "",
  "\0",
  "hello world",
  "{}",
  "[]",
  "<!DOCTYPE html><title>nodes</title>",
  "version: '3'\nservices:\n  web:\n",
  '{"snapshot":{"meta":{"node_fields":["type","name"]}}}',
  '{"head":{"callFrame":{"functionName":"(root)"},"selfSize":0,"id":1},"samples":[]}',
  '[{"args":{},"cat":"__metadata","name":"CpuProfiler"},{"args":{"callFrame":{}}}]',
].map((text) => new TextEncoder().encode(text));

/** Names and places that have broken one reader or another. */
const ODD = [
  "two\nlines",
  "\r",
  "tab\tx",
  " lead",
  "(1) x",
  "???",
  "fn=x",
  "+1 5",
  "calls=3 4",
  "a::b",
  "a;b 3",
  "日本語",
  "🚀",
  "\u202ertl",
  "x".repeat(5000),
  "nul\0x",
  "\u2028",
  "\ud800",
  "<b>&",
  "#",
  "__proto__",
  '"',
  "\\",
  "(root)",
]; // deno-fmt-ignore

/** `samples` of 1000 us each, with the frames of each stack outermost first. */
function profileOf(stacks: readonly (readonly [name: string, url: string])[][]): Profile {
  const builder = new ProfileBuilder(1_000_000);
  for (const stack of stacks) {
    const node = stack.reduce((parent, [name, url]) => {
      const line = url === "" ? 0 : 3;
      return builder.node(parent, { name, url, line, column: line, kind: frameKind(name, url) });
    }, 0);
    builder.sample(node, 1000);
  }
  return builder.build();
}

function roundTrip(codec: Codec, recording: Recording): Recording {
  assert.ok(codec.decode, "The format cannot be read: skip what needs reading");
  const decoded = codec.decode(codec.encode(recording, OPTIONS));
  checkProfile(decoded.profile);
  return decoded;
}

/** Writes a recording; when the format can be read, its time must come back. */
function writes(codec: Codec, profile: Profile): void {
  const bytes = codec.encode({ profile }, OPTIONS);
  assert.ok(codec.recognizes(bytes.subarray(0, 4096)));
  if (!codec.decode) return;
  const decoded = codec.decode(bytes).profile;
  checkProfile(decoded);
  assert.equal(decoded.end - decoded.start, profile.end - profile.start);
}

/** Case -> test. The names read on from "cpuprofile codec ...". */
const CASES = {
  "has a name that fits the command line and file names"(codec: Codec) {
    assert.match(codec.name, /^[a-z]+$/);
    assert.match(codec.extension, /^(\.[a-z0-9]+)+$/);
    assert.match(codec.prefix, /^[a-z.]*$/);
  },

  "recognizes its own files and no others"(codec: Codec) {
    const own = codec.encode(requestRecording(), OPTIONS);
    assert.ok(codec.recognizes(own.subarray(0, 4096)));
    const others = codecs.filter((other) => other.name !== codec.name)
      .map((other) => other.encode(requestRecording(), OPTIONS).subarray(0, 4096));
    for (const head of [...FOREIGN, ...others]) {
      assert.equal(codec.recognizes(head), false, new TextDecoder().decode(head.subarray(0, 80)));
    }
  },

  "writes the same bytes for the same recording, and leaves it alone"(codec: Codec) {
    const recording = requestRecording();
    assert.deepEqual(codec.encode(recording, OPTIONS), codec.encode(recording, OPTIONS));
    assert.deepEqual(recording, requestRecording());
  },

  "writes an empty profile"(codec: Codec) {
    writes(codec, profileOf([]));
  },

  "writes a single sample on the root"(codec: Codec) {
    writes(codec, profileOf([[]]));
  },

  "writes stacks of 20,000 frames"(codec: Codec) {
    const stack = Array.from({ length: 20_000 }, (_, i) => [`f${i}`, "file:///deep.ts"] as const);
    writes(codec, profileOf([stack]));
  },

  "writes odd names and places"(codec: Codec) {
    const named = ODD.flatMap((name) => [[[name, "file:///a.ts"]], [[name, ""]]] as const);
    const placed = ODD.flatMap((url) => [[["f", url]], [["f", `file:///${url}`]]] as const);
    writes(codec, profileOf([...named, ...placed].map((stack) => [...stack])));
  },

  "keeps the profile"(codec: Codec) {
    fc.assert(fc.property(arbitraryProfile(), (profile) => {
      assert.deepEqual(roundTrip(codec, { profile }).profile, profile);
    }));
  },

  "keeps line times"(codec: Codec) {
    const recording = requestRecording();
    assert.deepEqual(roundTrip(codec, recording).profile.lines, recording.profile.lines);
  },

  "keeps the total of weights that are no whole microseconds"(codec: Codec) {
    const weight = fc.double({ min: 0, max: 1e5, noNaN: true });
    fc.assert(fc.property(arbitraryProfile({ weight }), (profile) => {
      const { start, end } = roundTrip(codec, { profile }).profile;
      assert.ok(Math.abs(end - start - (profile.end - profile.start)) <= 0.500_001);
    }));
  },

  "keeps the record of a request"(codec: Codec) {
    assert.deepEqual(roundTrip(codec, requestRecording()), requestRecording());
  },

  "keeps what an aggregate stands for"(codec: Codec) {
    const { profile } = requestRecording();
    const aggregate = { key: "GET /users/:id", requests: 3, duration: 38_211.5 };
    assert.deepEqual(roundTrip(codec, { profile, aggregate }), { profile, aggregate });
  },

  "reads a damaged file or says what is wrong with it"(codec: Codec) {
    const whole = codec.encode(requestRecording(), OPTIONS);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
        const damaged = isCut ? whole.slice(0, at) : whole.with(at, byte);
        try {
          checkProfile(codec.decode!(damaged).profile);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
          assert.match(error.message, /^\p{Lu}.*[^.]$/su);
        }
      }),
    );
  },
} satisfies Record<string, (codec: Codec) => void>;

/** Name of a case, as in its test. */
export type SuiteCase = keyof typeof CASES;

/** What a format that can only be written must skip. */
export const NEEDS_READING: readonly SuiteCase[] = [
  "keeps the profile",
  "keeps line times",
  "keeps the total of weights that are no whole microseconds",
  "keeps the record of a request",
  "keeps what an aggregate stands for",
  "reads a damaged file or says what is wrong with it",
];

/** Registers one test per case; `skip` gives the reason for each case that the format cannot pass. */
export function runCodecSuite(
  codec: Codec,
  { skip = {} }: { skip?: Partial<Record<SuiteCase, string>> } = {},
): void {
  for (const [name, run] of Object.entries(CASES)) {
    const reason = skip[name as SuiteCase];
    Deno.test({
      name: `${codec.name} codec ${name}${reason ? ` (skipped: ${reason})` : ""}`,
      ignore: reason !== undefined,
      fn: () => run(codec),
    });
  }
}
