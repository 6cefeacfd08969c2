// What the agent writes, damaged in every way: the reader says so, and whatever still looks like a record costs what
// it would have told, never the recording. Spools that have found something stay in corpus/ as records.jsonl.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Session } from "../../src/supervisor/session.ts";
import { ScriptMaps } from "../../src/supervisor/script_maps.ts";
import type { FinishedRequest } from "../../src/supervisor/session.ts";
import { encodePacket, type Packet, PacketReader } from "../../src/wire/packets.ts";
import type { AgentRecord } from "../../src/wire/records.ts";

type Json = Record<string, unknown>;
type Damage = readonly [record: number, key: string, value: unknown];

const CORPUS = Deno.readTextFileSync(new URL("corpus/damages.jsonl", import.meta.url))
  .split("\n").filter((line) => line !== "").map((line): Damage[] => JSON.parse(line));
const PROFILE = JSON.stringify({
  nodes: [
    {
      id: 1,
      callFrame: { functionName: "(root)", url: "", lineNumber: -1, columnNumber: -1 },
      children: [2],
    },
    {
      id: 2,
      callFrame: { functionName: "f", url: "file:///app.js", lineNumber: 0, columnNumber: 0 },
    },
  ],
  startTime: 5_000_000,
  endTime: 5_100_000,
  samples: [2, 2, 2],
  timeDeltas: [1_000, 40_000, 50_000],
});
const BODY = new Uint8Array([
  ...new Uint8Array(Float64Array.of(10, 40).buffer),
  ...new Uint8Array(Int32Array.of(1, 0).buffer),
  ...new TextEncoder().encode(PROFILE),
]);
const RECORDS: readonly AgentRecord[] = [
  {
    kind: "booted",
    version: 2,
    pid: 1,
    deno: "2.9.6",
    v8: "15",
    timeOrigin: 1_795_333_559_000,
    agentUrl: "file:///agent/",
  },
  { kind: "clock", openedAfter: 1, openedBefore: 1, startTime: 5_001_000 },
  {
    kind: "begin",
    id: 1,
    start: 10,
    method: "GET",
    target: "/a?b",
    host: "h",
    upstreamPort: 5,
    isProfiled: true,
    protocol: "HTTP/1.1",
  },
  {
    kind: "end",
    id: 1,
    end: 40,
    status: 200,
    responseBytes: 1,
    outcome: "completed",
    isDelivered: true,
    route: "/a",
  },
  {
    kind: "chunk",
    samplingInterval: 200,
    openedAfter: 0,
    openedBefore: 0,
    startTime: 5_000_000,
    endTime: 5_100_000,
    timeOrigin: 1_795_333_559_000,
    switchCount: 2,
    waits: [[1, 20, 30, 0]],
    sites: [[["f", "file:///app.js", 1, 1]]],
  },
  { kind: "unsampled", until: 200 },
];

/** As the recording worker does it: a record that cannot be understood costs what it would have told. */
class Recording {
  readonly finished: FinishedRequest[] = [];
  readonly #session = new Session(new ScriptMaps({ denoDir: "/nowhere" }), {
    finished: (request) => this.finished.push(request),
    warn: () => {},
  });

  receive(packet: Packet): void {
    try {
      this.#session.receive(packet);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }

  close(): void {
    this.#session.close();
  }
}

const wrong = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    "x",
    true,
    [],
    {},
    [[]],
    [null],
    -1,
    0,
    1e308,
    2 ** 53,
    -0.5,
  ),
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.string(),
  fc.array(fc.array(fc.oneof(fc.double({ noNaN: true }), fc.string()), { maxLength: 4 }), {
    maxLength: 3,
  }),
);
const damage: fc.Arbitrary<Damage[]> = fc.array(
  fc.nat(RECORDS.length - 1).chain((index) =>
    fc.tuple(fc.constant(index), fc.constantFrom(...Object.keys(RECORDS[index]!)), wrong)
  ),
  { minLength: 1, maxLength: 4 },
);

function damaged(damages: readonly Damage[]): Json[] {
  const records = structuredClone(RECORDS) as unknown as Json[];
  for (const [index, key, value] of damages) records[index]![key] = value;
  return records;
}

/** A request that comes after all of it, far away in time and id. */
const HEALTHY: readonly AgentRecord[] = [
  { ...RECORDS[0] } as AgentRecord,
  { ...RECORDS[2], id: 900_000, start: 1e6 + 10 } as AgentRecord,
  { ...RECORDS[3], id: 900_000, end: 1e6 + 40 } as AgentRecord,
  { kind: "unsampled", until: Number.MAX_VALUE },
];

Deno.test("Session survives records of any kind, and the next request is finished whole", () => {
  fc.assert(
    fc.property(damage, (damages) => {
      const recording = new Recording();
      for (const record of damaged(damages)) {
        recording.receive({ record: record as unknown as AgentRecord, body: BODY.slice() });
      }
      for (const record of HEALTHY) recording.receive({ record, body: new Uint8Array(0) });
      recording.close();
      const last = recording.finished.find(({ record }) => record.id === 900_000);
      assert.ok(last, "the healthy request is not finished");
      const { start, end, cpu, gc, wait, queued, unsampled } = last.record;
      assert.ok(Math.abs(cpu + gc + wait + queued + unsampled - (end - start)) < 1);
    }),
    { numRuns: 5_000, examples: CORPUS.map((damages): [Damage[]] => [damages]) },
  );
});

Deno.test("PacketReader reads flipped, missing and added bytes as records, or says that the spool is damaged", () => {
  const whole = new Uint8Array(RECORDS.flatMap((record) => [...encodePacket(record, BODY)]));
  const edit = fc.tuple(
    fc.nat(whole.length - 1),
    fc.constantFrom("flip", "drop", "add"),
    fc.nat(255),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
      const bytes = [...whole];
      for (const [at, what, byte] of edits) {
        if (what === "flip") bytes[at] = byte;
        else if (what === "drop") bytes.splice(at, 1 + byte);
        else bytes.splice(at, 0, byte);
      }
      const recording = new Recording();
      try {
        for (const packet of new PacketReader().push(Uint8Array.from(bytes))) {
          assert.equal(typeof packet.record.kind, "string");
          recording.receive(packet);
        }
      } catch (error) {
        assert.ok(
          error instanceof SyntaxError || /damaged/.test((error as Error).message),
          `${error}`,
        );
      }
      recording.close();
    }),
    { numRuns: 2_000 },
  );
});
