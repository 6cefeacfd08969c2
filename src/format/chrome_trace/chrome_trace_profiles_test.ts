import assert from "node:assert/strict";
import { readTraceEvents } from "./chrome_trace_events.ts";
import { readTraceProfiles, type TraceProfile } from "./chrome_trace_profiles.ts";

function profilesOf(...events: Record<string, unknown>[]): TraceProfile[] {
  return readTraceProfiles(readTraceEvents(new TextEncoder().encode(JSON.stringify(events))));
}

function start(pid: number, id: unknown, startTime: number) {
  return { name: "Profile", pid, tid: 1, ...idOf(id), args: { data: { startTime } } };
}

function chunk(pid: number, id: unknown, { ts, sample }: { ts?: number; sample: number }) {
  const data = { cpuProfile: { samples: [sample] }, timeDeltas: [1] };
  return { name: "ProfileChunk", pid, tid: 9, ts, ...idOf(id), args: { data } };
}

function idOf(id: unknown): Record<string, unknown> {
  return typeof id === "object" ? { id2: id } : { id };
}

function samples(profiles: readonly TraceProfile[]): unknown[] {
  return profiles.map(({ cpuprofile }) => cpuprofile.samples);
}

Deno.test("readTraceProfiles() joins chunks with their profile by process and id", () => {
  const profiles = profilesOf(
    chunk(1, "0x1", { ts: 1, sample: 5 }),
    chunk(2, "0x1", { ts: 2, sample: 6 }),
    chunk(1, "0x2", { ts: 3, sample: 7 }),
    chunk(1, "0x1", { ts: 4, sample: 8 }),
    start(2, "0x1", 50),
    start(1, "0x1", 40),
  );
  assert.deepEqual(samples(profiles), [[5, 8], [6], [7]]);
  assert.deepEqual(profiles.map(({ cpuprofile }) => cpuprofile.startTime), [40, 50, undefined]);
  assert.deepEqual(profiles.map(({ origin }) => origin?.pid), [1, 2, undefined]);
});

Deno.test("readTraceProfiles() knows ids that are local to a process, and global ones", () => {
  const profiles = profilesOf(
    start(1, { local: "0x3" }, 10),
    chunk(1, { local: "0x3" }, { ts: 1, sample: 5 }),
    chunk(1, { global: "0x4" }, { ts: 2, sample: 6 }),
    chunk(1, { local: "0x3" }, { ts: 3, sample: 7 }),
  );
  assert.deepEqual(samples(profiles), [[5, 7], [6]]);
});

Deno.test("readTraceProfiles() follows the time of chunks, and the file without", () => {
  const ids = [3, 1, 2];
  const timed = profilesOf(...ids.map((ts) => chunk(1, 1, { ts, sample: ts })));
  assert.deepEqual(samples(timed), [[1, 2, 3]]);
  const untimed = profilesOf(...ids.map((sample) => chunk(1, 1, { sample })));
  assert.deepEqual(samples(untimed), [[3, 1, 2]]);
});

Deno.test("readTraceProfiles() leaves a start without chunks out", () => {
  assert.deepEqual(profilesOf(start(1, "0x1", 10)), []);
});

Deno.test("readTraceProfiles() takes no more from a whole profile than V8 writes", () => {
  const cpuProfile = { nodes: [], samples: [1], runprofileserver: { version: 1 } };
  const [profile] = profilesOf({
    name: "CpuProfile",
    pid: 1,
    tid: 2,
    args: { data: { cpuProfile } },
  });
  assert.equal(profile!.cpuprofile.runprofileserver, undefined);
  assert.equal(profile!.origin!.tid, 2);
});
