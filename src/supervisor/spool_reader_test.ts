// Files that grow while they are read, and files that follow each other.
import assert from "node:assert/strict";
import { encodePacket } from "../wire/packets.ts";
import type { AgentRecord } from "../wire/records.ts";
import { spoolRange } from "./spool_range.ts";
import { SpoolReader } from "./spool_reader.ts";

/** Runs `test` with the path of a spool in a folder of its own. */
async function withSpool(
  test: (path: string, reader: SpoolReader) => void | Promise<void>,
  written?: () => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "spool_reader_test-" });
  const reader = new SpoolReader(`${dir}/spool`, written);
  try {
    await test(`${dir}/spool`, reader);
  } finally {
    reader.close();
    await Deno.remove(dir, { recursive: true });
  }
}

const CLOCK: AgentRecord = { kind: "clock", openedAfter: 1, openedBefore: 2, startTime: 3 };

const warning = (message: string): AgentRecord => ({ kind: "warning", message });

function append(path: string, ...pieces: Uint8Array[]): void {
  for (const bytes of pieces) Deno.writeFileSync(path, bytes, { append: true, create: true });
}

function pull(reader: SpoolReader): string[] {
  return Array.from(reader.pull(), ({ record }) => {
    return record.kind === "warning" ? record.message : record.kind;
  });
}

function numbersThere(path: string): number[] {
  return [0, 1, 2, 3].filter((number) => exists(`${path}.${number}`));
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test("SpoolReader reads nothing before the agent has written", () =>
  withSpool((path, reader) => {
    assert.deepEqual(pull(reader), []);
    append(`${path}.0`, encodePacket(warning("a")));
    assert.deepEqual(pull(reader), ["a"]);
  }));

Deno.test("SpoolReader reads what was appended since the last time", () =>
  withSpool((path, reader) => {
    append(`${path}.0`, encodePacket(warning("a")), encodePacket(warning("b")));
    assert.deepEqual(pull(reader), ["a", "b"]);
    assert.deepEqual(pull(reader), []);
    append(`${path}.0`, encodePacket(warning("c")));
    assert.deepEqual(pull(reader), ["c"]);
  }));

Deno.test("SpoolReader waits for the rest of a packet that is half written", () =>
  withSpool((path, reader) => {
    const bytes = encodePacket(warning("a"), Uint8Array.of(1, 2, 3));
    append(`${path}.0`, bytes.slice(0, 11));
    assert.deepEqual(pull(reader), []);
    append(`${path}.0`, bytes.slice(11, -1));
    assert.deepEqual(pull(reader), []);
    append(`${path}.0`, bytes.slice(-1));
    assert.deepEqual(pull(reader), ["a"]);
  }));

Deno.test("SpoolReader reads packets larger than its buffer, with their bodies", () =>
  withSpool((path, reader) => {
    const body = new Uint8Array(3_000_000).map((_, i) => i % 251);
    append(`${path}.0`, encodePacket(warning("large"), body), encodePacket(warning("b")));
    const [large, small] = [...reader.pull()];
    assert.deepEqual(large!.body, body);
    assert.deepEqual(small!.record, warning("b"));
    assert.equal(small!.body.length, 0);
  }));

/** Files 0 to `last`, each with one warning, the first with a clock reading before it. */
function writeFiles(path: string, last: number): void {
  for (let number = 0; number <= last; number++) {
    if (number === 0) append(`${path}.0`, encodePacket(CLOCK));
    append(`${path}.${number}`, encodePacket(warning(`${number}`)));
    if (number < last) append(`${path}.${number}`, encodePacket({ kind: "continued" }));
  }
}

Deno.test("SpoolReader goes on in the next file and deletes all but the one before", () =>
  withSpool(async (path, reader) => {
    writeFiles(path, 3);
    assert.deepEqual(pull(reader), ["clock", "0", "1", "2", "3"]);
    await Promise.resolve();
    assert.deepEqual(numbersThere(path), [0, 2, 3]);
  }));

Deno.test("SpoolReader deletes nothing that is not written yet", () => {
  const written = Promise.withResolvers<void>();
  return withSpool(async (path, reader) => {
    writeFiles(path, 3);
    const size = Deno.statSync(`${path}.0`).size;
    pull(reader);
    await Promise.resolve();
    assert.deepEqual(numbersThere(path), [0, 1, 2, 3]);
    assert.equal(Deno.statSync(`${path}.0`).size, size);
    written.resolve();
    await written.promise;
    assert.deepEqual(numbersThere(path), [0, 2, 3]);
    assert.deepEqual(Deno.readFileSync(`${path}.0`), encodePacket(CLOCK));
  }, () => written.promise);
});

Deno.test("close() deletes what was kept because it was not written", () =>
  withSpool((path, reader) => {
    writeFiles(path, 3);
    pull(reader);
    reader.close();
    assert.deepEqual(numbersThere(path), []);
  }, () => new Promise(() => {})));

Deno.test("SpoolReader says of each packet where it can be read again", () =>
  withSpool((path, reader) => {
    writeFiles(path, 2);
    const packets = [...reader.pull()];
    append(`${path}.2`, encodePacket(warning("late")));
    packets.push(...reader.pull());
    for (const { range, record } of packets) {
      assert.deepEqual([...spoolRange(range!)].map((packet) => packet.record), [record]);
    }
    const whole = { path, from: packets[0]!.range!.from, until: packets.at(-1)!.range!.until };
    assert.deepEqual(
      [...spoolRange(whole)].map(({ record }) => record),
      packets.map(({ record }) => record),
    );
  }, () => new Promise(() => {})));

Deno.test("SpoolReader leaves of the first file what explains all others", () =>
  withSpool(async (path, reader) => {
    writeFiles(path, 1);
    pull(reader);
    assert.ok(Deno.statSync(`${path}.0`).size > encodePacket(CLOCK).length);
    append(`${path}.1`, encodePacket({ kind: "continued" }));
    pull(reader);
    await Promise.resolve();
    assert.deepEqual(Deno.readFileSync(`${path}.0`), encodePacket(CLOCK));
  }));

Deno.test("close() deletes every file", () =>
  withSpool((path, reader) => {
    writeFiles(path, 3);
    append(`${path}.lock`, Uint8Array.of());
    pull(reader);
    reader.close();
    const names = ["0", "1", "2", "3", "lock"];
    assert.deepEqual(names.filter((name) => exists(`${path}.${name}`)), []);
  }));

Deno.test("SpoolReader waits for a next file that is not there yet", () =>
  withSpool((path, reader) => {
    append(`${path}.0`, encodePacket(warning("a")), encodePacket({ kind: "continued" }));
    assert.deepEqual(pull(reader), ["a"]);
    assert.deepEqual(pull(reader), []);
    append(`${path}.1`, encodePacket(warning("b")));
    assert.deepEqual(pull(reader), ["b"]);
  }));

Deno.test("SpoolReader gives what is left when its user stopped in the middle", () =>
  withSpool((path, reader) => {
    append(`${path}.0`, ...["a", "b", "c"].map((text) => encodePacket(warning(text))));
    for (const _ of reader.pull()) break;
    assert.deepEqual(pull(reader), ["b", "c"]);
  }));

Deno.test("SpoolReader throws an Error for a damaged spool, after what is whole", () =>
  withSpool((path, reader) => {
    append(`${path}.0`, encodePacket(warning("a")), new Uint8Array(16).fill(0xff));
    const packets = reader.pull();
    assert.deepEqual(packets.next().value?.record, warning("a"));
    assert.throws(() => packets.next(), { name: "Error", message: /the spool is damaged/ });
  }));

Deno.test("SpoolReader throws what keeps it from opening and reading", () =>
  withSpool((path, reader) => {
    Deno.mkdirSync(`${path}.0`);
    assert.throws(() => pull(reader), Error);
    append(`${path}-file`, Uint8Array.of(1));
    assert.throws(() => pull(new SpoolReader(`${path}-file/spool`)), Error);
  }));

Deno.test("close() deletes the present file, read or not", () =>
  withSpool((path, reader) => {
    append(`${path}.0`, encodePacket(warning("a")));
    reader.close();
    assert.equal(exists(`${path}.0`), false);
  }));

Deno.test("close() does nothing for a spool that was never written", () =>
  withSpool((_, reader) => {
    reader.close();
    assert.deepEqual(pull(reader), []);
  }));
