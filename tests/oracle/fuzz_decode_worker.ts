// Reads the broken files of a range of numbers in a thread of its own, so that one that hangs can be stopped.
/// <reference lib="deno.worker" />
import { decodeRecording } from "../../src/cli/read_recording.ts";
import { UserError } from "../../src/errors.ts";
import { callgrindCodec } from "../../src/format/callgrind/callgrind.ts";
import { checkProfile, type Profile } from "../../src/model/profile.ts";
import { fuzzCase } from "./fuzz_decode_cases.ts";
import { profileCosts } from "./profile_costs.ts";
import { rawProfileCosts } from "./raw_profile_costs.ts";

/** What the worker says: that a case begins, then how it ended. */
export type FuzzMessage =
  | { readonly kind: "begin"; readonly name: string }
  | { readonly kind: "end"; readonly name: string; readonly outcome: FuzzOutcome };

/** `complaint` is what the user would see, `bug` what must not be. */
export interface FuzzOutcome {
  readonly complaint?: string;
  readonly bug?: string;
  readonly tookMs: number;
}

/** Brute force takes its time, and its stack: the largest files are left to the other checks. */
const MOST_BRUTE_BYTES = 100_000;
const OPTIONS = { base: "/srv/app", creator: "runprofileserver 0.1.0" };

async function judge(name: string, bytes: Uint8Array): Promise<Omit<FuzzOutcome, "tookMs">> {
  try {
    const recording = await decodeRecording(bytes, name);
    const { profile } = recording;
    checkProfile(profile);
    const text = new TextDecoder().decode(callgrindCodec.encode(recording, OPTIONS));
    const bug = summaryBug(text, profile) ?? costBug(bytes, profile);
    return bug === undefined ? {} : { bug };
  } catch (error) {
    if (error instanceof UserError) return { complaint: error.message };
    const { stack, cause } = error as Error;
    return { bug: `${stack}${cause ? `\nbecause ${(cause as Error).stack}` : ""}`.slice(0, 2000) };
  }
}

/** The file's own sum must be the profile's time, to the microsecond. */
function summaryBug(text: string, { start, end }: Profile): string | undefined {
  const [, busy, waiting] = /^summary: (\d+) (\d+) \d+$/m.exec(text) ?? [];
  const sum = Number(busy) + Number(waiting);
  const isRight = Math.abs(sum - (end - start)) <= Math.max(1, (end - start) * 1e-9);
  return isRight ? undefined : `callgrind has ${sum} us of ${end - start} us`;
}

/** Whatever has been read must be what brute force reads too. */
function costBug(bytes: Uint8Array, profile: Profile): string | undefined {
  // Neither packed files nor bare lists, which need no end.
  if (bytes.length > MOST_BRUTE_BYTES || bytes[0] !== 0x7b) return undefined;
  const json = JSON.parse(new TextDecoder().decode(bytes));
  if (json.traceEvents) return undefined;
  const [actual, expected] = [profileCosts(profile), rawProfileCosts(json)];
  // Times near 2^53 are rounded in either arithmetic, and equal shares may be rounded in another order.
  const slack = Math.max(1, expected.total * 1e-12);
  for (const name of new Set([...actual.self.keys(), ...expected.self.keys()])) {
    const [have, want] = [actual.self.get(name), expected.self.get(name)];
    if (have !== want && !(Math.abs(have! - want!) <= slack)) {
      return `"${name}" has ${have} us instead of ${want} us`;
    }
  }
  return undefined;
}

function say(message: FuzzMessage): void {
  self.postMessage(message);
}

self.onmessage = async ({ data: { from, to } }: MessageEvent<{ from: number; to: number }>) => {
  for (let index = from; index < to; index++) {
    const { name, bytes } = fuzzCase(index);
    say({ kind: "begin", name });
    const begin = performance.now();
    const outcome = await judge(name, bytes);
    say({ kind: "end", name, outcome: { ...outcome, tookMs: performance.now() - begin } });
  }
  self.close();
};
