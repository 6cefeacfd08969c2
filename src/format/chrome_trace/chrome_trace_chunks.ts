// The chunks of one CPU profile in a Chrome trace, put together to what a .cpuprofile would hold.
import { brokenTrace, isTime, listOf, numbersOf, objectOf, timeOf } from "./chrome_trace_json.ts";
import type { JsonObject } from "../json_value.ts";

/** Collects the chunks of one profile in the order of their time. */
export class ChunkedProfile {
  readonly #startTime: number | undefined;
  #endTime: number | undefined;
  #lastTime: number;
  readonly #nodes: unknown[] = [];
  readonly #samples: number[] = [];
  /** The instant of each sample, on the clock of startTime. */
  readonly #times: number[] = [];
  readonly #lines: number[] = [];
  #hasLines = false;

  /** `startTime` is undefined when the trace does not have the profile's first event. */
  constructor(startTime: number | undefined) {
    this.#startTime = startTime;
    this.#lastTime = startTime ?? 0;
  }

  /** Adds the data of the next chunk, which is at `place`; throws a UserError that names what is broken. */
  add(data: JsonObject, place: string): void {
    const profilePlace = `${place}.cpuProfile`;
    // The last chunk has nothing but the end.
    const cpuProfile = data.cpuProfile === undefined ? {} : objectOf(data.cpuProfile, profilePlace);
    const samples = numbersOf(cpuProfile, "samples", profilePlace);
    const deltas = numbersOf(data, "timeDeltas", place);
    if (deltas.length !== samples.length) {
      const expected = `${samples.length}, one for each sample`;
      throw brokenTrace(`The number of ${place}.timeDeltas`, deltas.length, expected);
    }
    // V8 leaves the lines out of a chunk when no sample in it has one.
    const lines = numbersOf(data, "lines", place);
    for (const node of listOf(cpuProfile, "nodes", profilePlace)) this.#nodes.push(node);
    for (let i = 0; i < samples.length; i++) {
      this.#lastTime += deltas[i]!;
      if (!isTime(this.#lastTime)) {
        throw brokenTrace(`${place}.timeDeltas[${i}]`, deltas[i], "a smaller number");
      }
      this.#times.push(this.#lastTime);
      this.#samples.push(samples[i]!);
      this.#lines.push(lines[i] ?? 0);
    }
    this.#hasLines ||= lines.length > 0;
    this.#endTime = timeOf(data, "endTime", place) ?? this.#endTime;
  }

  /** The samples are in order of time then, so that they stay beside their lines. */
  finish(): { cpuprofile: JsonObject; sampleLines: readonly number[] } {
    const order = Array.from(this.#times.keys());
    const times = this.#times.map(Math.round);
    // Stable, as in a .cpuprofile: V8 hands over the stacks of deoptimised functions too early.
    order.sort((a, b) => times[a]! - times[b]!);
    const startTime = this.#startTime;
    const cpuprofile = {
      nodes: this.#nodes,
      samples: order.map((i) => this.#samples[i]),
      timeDeltas: order.map((i, at) =>
        times[i]! - (at === 0 ? startTime ?? 0 : times[order[at - 1]!]!)
      ),
      // Without a start the times count from 0, and the end would be at the other end of the world.
      ...(startTime !== undefined && { startTime, endTime: this.#endTime }),
    };
    return { cpuprofile, sampleLines: this.#hasLines ? order.map((i) => this.#lines[i]!) : [] };
  }
}
