// The samples as V8 took them, before anybody attributed one: read from a copy of the spool. They are the
// whole that the profile files must add up to; the files alone cannot tell a lost sample from one never taken.
import { ClockAlignment } from "../../src/model/clock_alignment.ts";
import type { Profile } from "../../src/model/profile.ts";
import { readChunkBody } from "../../src/supervisor/chunk_body.ts";
import { PacketReader } from "../../src/wire/packets.ts";
import { burnFunctionByNode } from "./burn_function.ts";

/** A sample taken in a burn function. */
export interface RawSample {
  /** Milliseconds of the app's performance.now(). */
  readonly at: number;
  /** As in Burned.name. */
  readonly name: string;
}

/** Makes the spool of the server that has `tempDir` survive its deletion; returns the copy's path. */
export async function keepSpool(tempDir: string): Promise<string> {
  const copy = `${tempDir}/spool`;
  for await (const { name } of Deno.readDir(tempDir)) {
    // The first file of the first process: a run of the bench stays far below the 64 MB that begin the next.
    if (name.startsWith("runprofileserver-")) await Deno.link(`${tempDir}/${name}/spool-1.0`, copy);
  }
  return copy;
}

/** The samples of burn functions in a spool file, in order of time. Throws an Error when the spool went on elsewhere. */
export async function readRawSamples(spool: string): Promise<RawSample[]> {
  const clock = new ClockAlignment();
  const samples: RawSample[] = [];
  let until = -Infinity;
  for (const { record, body } of new PacketReader().push(await Deno.readFile(spool))) {
    if (record.kind === "continued") {
      throw new Error("The load was too long: the spool was rotated");
    }
    if (record.kind === "clock") clock.observe(record);
    if (record.kind !== "chunk") continue;
    clock.observe(record);
    const offset = clock.micros(0);
    for (const { at, name } of burnSamples(readChunkBody(record, body).profile())) {
      // Chunks overlap, so that none is lost between two: what both have counts once.
      if (at > until) samples.push({ at: (at - offset) / 1000, name });
    }
    until = record.endTime;
  }
  return samples;
}

function* burnSamples(profile: Profile): Generator<RawSample> {
  const names = burnFunctionByNode(profile);
  let at = profile.start;
  for (let i = 0; i < profile.samples.length; i++) {
    const name = names[profile.samples[i]!];
    if (name !== undefined) yield { at, name };
    at += profile.weights[i]!;
  }
}
