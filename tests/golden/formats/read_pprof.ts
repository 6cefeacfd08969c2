// An independent reader of profile.proto for tests: it knows the format from its .proto file only and shares
// nothing with the writer.
import { gunzipSync } from "node:zlib";

/** One location of a stack. */
export interface ReadLocation {
  readonly name: string;
  readonly file: string;
  readonly startLine: number;
  readonly line: number;
}

export interface ReadSample {
  /** Innermost first. */
  readonly stack: readonly ReadLocation[];
  /** In the order of the sample types. */
  readonly values: readonly number[];
  readonly labels: Readonly<Record<string, string | number>>;
}

export interface ReadPprof {
  /** "cpu/microseconds" */
  readonly sampleTypes: readonly string[];
  readonly defaultSampleType: string;
  readonly samples: readonly ReadSample[];
  readonly timeNanos: bigint;
  readonly durationNanos: bigint;
  readonly period: string;
  readonly comments: readonly string[];
}

/** field -> its values in order: numbers, or bytes of what has a length. */
class Fields {
  readonly #numbers = new Map<number, bigint[]>();
  readonly #bytes = new Map<number, Uint8Array[]>();

  constructor(bytes: Uint8Array) {
    for (let at = 0; at < bytes.length;) {
      const [key, afterKey] = readVarint(bytes, at);
      const [value, afterValue] = readVarint(bytes, afterKey);
      const field = Number(key >> 3n);
      if ((key & 7n) === 0n) {
        append(this.#numbers, field, value);
        at = afterValue;
      } else if ((key & 7n) === 2n) {
        at = afterValue + Number(value);
        if (at > bytes.length) throw new Error(`Field ${field} is cut off`);
        append(this.#bytes, field, bytes.subarray(afterValue, at));
      } else throw new Error(`Field ${field} has wire type ${key & 7n}`);
    }
  }

  number(field: number): number {
    return Number(this.big(field));
  }

  big(field: number): bigint {
    return this.#numbers.get(field)?.at(-1) ?? 0n;
  }

  messages(field: number): Fields[] {
    return this.bytes(field).map((bytes) => new Fields(bytes));
  }

  bytes(field: number): Uint8Array[] {
    return this.#bytes.get(field) ?? [];
  }

  packed(field: number): number[] {
    const values: number[] = [];
    for (const bytes of this.bytes(field)) {
      for (let at = 0; at < bytes.length;) {
        const [value, next] = readVarint(bytes, at);
        values.push(Number(value));
        at = next;
      }
    }
    return values;
  }
}

function append<T>(map: Map<number, T[]>, field: number, value: T): void {
  const values = map.get(field);
  if (values) values.push(value);
  else map.set(field, [value]);
}

function readVarint(bytes: Uint8Array, start: number): [value: bigint, next: number] {
  let value = 0n;
  for (let at = start, shift = 0n;; at++, shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined || shift > 63n) throw new Error(`No number at ${start}`);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at + 1];
  }
}

/** Reads a gzipped profile.proto; throws for ids that lead nowhere. */
export function readPprof(file: Uint8Array): ReadPprof {
  const profile = new Fields(gunzipSync(file));
  const strings = profile.bytes(6).map((bytes) => new TextDecoder().decode(bytes));
  if (strings[0] !== "") throw new Error("The first string is not empty");
  function text(index: number): string {
    const found = strings[index];
    if (found === undefined) throw new Error(`No string ${index}`);
    return found;
  }
  const valueType = (type: Fields): string => `${text(type.number(1))}/${text(type.number(2))}`;
  const locations = readLocations(profile, text);
  return {
    sampleTypes: profile.messages(1).map(valueType),
    defaultSampleType: text(profile.number(14)),
    samples: profile.messages(2).map((sample) => ({
      stack: sample.packed(1).map((id) => {
        const location = locations.get(id);
        if (!location) throw new Error(`No location ${id}`);
        return location;
      }),
      values: Array.from(profile.messages(1), (_, i) => sample.packed(2)[i]!),
      labels: Object.fromEntries(
        sample.messages(3).map((label) => [
          text(label.number(1)),
          label.number(2) ? text(label.number(2)) : label.number(3),
        ]),
      ),
    })),
    timeNanos: profile.big(9),
    durationNanos: profile.big(10),
    period: `${profile.number(12)} ${profile.messages(11).map(valueType).join()}`,
    comments: profile.packed(13).map(text),
  };
}

function readLocations(
  profile: Fields,
  text: (index: number) => string,
): ReadonlyMap<number, ReadLocation> {
  const mappings = new Set(profile.messages(3).map((mapping) => mapping.number(1)));
  const functions = new Map(profile.messages(5).map((fields) => [fields.number(1), fields]));
  return new Map(
    profile.messages(4).map((location) => {
      const lines = location.messages(4);
      const found = functions.get(lines[0]?.number(1) ?? 0);
      if (lines.length !== 1 || !found || !mappings.has(location.number(2))) {
        throw new Error(`Location ${location.number(1)} is incomplete`);
      }
      return [location.number(1), {
        name: text(found.number(2)),
        file: text(found.number(4)),
        startLine: found.number(5),
        line: lines[0]!.number(2),
      }];
    }),
  );
}
