// One file per wanted request, one access line per request, in order, also when the disk is full.
import assert from "node:assert/strict";
import type { Codec, Recording } from "../format/codec.ts";
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import type { RequestRecord } from "../model/request_record.ts";
import { parseTemplate } from "../store/file_name.ts";
import type { ProfileDir, ProfileFile } from "../store/profile_dir.ts";
import { ProfileWriter } from "./profile_writer.ts";
import type { FinishedRequest } from "./session.ts";

type Options = ConstructorParameters<typeof ProfileWriter>[1];

interface Written {
  readonly name: string;
  readonly files: readonly ProfileFile[];
}

/** Records what is written and said; `write` may be made to fail. */
class Rig {
  readonly written: Written[] = [];
  /** "access /a" and "warning ...", in the order of their coming. */
  readonly said: string[] = [];
  write: (name: string) => Promise<void> = () => Promise.resolve();
  readonly tags: string[] = [];
  /** Ids in the log of what is done. */
  readonly done: number[] = [];
  readonly writer: ProfileWriter;

  constructor(options: Partial<Options> = {}) {
    const dir: Pick<ProfileDir, "write"> = {
      write: async (name, files, mark) => {
        await this.write(name);
        this.written.push({ name, files });
        this.tags.push(mark!.tag);
        mark!.published();
        return [name];
      },
    };
    this.writer = new ProfileWriter(dir as ProfileDir, {
      template: parseTemplate("{id}"),
      codecs: [cpuprofileCodec],
      minMs: 0,
      ...options,
    }, {
      encoding: { base: "", creator: "test" },
      reporter: {
        access: (line, status) => this.said.push(`access ${status} ${/"GET (\S+)/.exec(line)![1]}`),
        warn: (message) => this.said.push(`warning ${message}`),
      },
      done: {
        has: (id) => this.done.includes(id),
        add: (id) => this.done.push(id),
        publishing: (id) => this.said.push(`publishing ${id}`),
      },
      key: "k",
    });
  }

  add(id: number, change: Partial<FinishedRequest> & { ms?: number } = {}): void {
    const { ms = 1, ...rest } = change;
    const profile = new ProfileBuilder(0).build();
    this.writer.add({
      record: { ...RECORD, id, path: `/${id}`, end: ms * 1000 },
      profile,
      samplingInterval: 100,
      isProfiled: true,
      protocol: "HTTP/1.1",
      ...rest,
    });
  }

  /** flush(), with an end: the failure is a flush() that never resolves. */
  async flush(): Promise<void> {
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(() => timeout.reject(new Error("flush() takes too long")), 5_000);
    await Promise.race([this.writer.flush(), timeout.promise]).finally(() => clearTimeout(timer));
  }

  get names(): string[] {
    return this.written.map(({ name }) => name);
  }
}

const RECORD: RequestRecord = {
  id: 1,
  pid: 1,
  method: "GET",
  path: "/",
  query: "",
  host: "",
  route: "",
  status: 200,
  responseBytes: 0,
  outcome: "completed",
  startedAt: 0,
  start: 0,
  end: 1000,
  cpu: 0,
  gc: 0,
  wait: 0,
  queued: 0,
  unsampled: 1000,
};

Deno.test("ProfileWriter writes each request in all formats, then its access line", async () => {
  const second: Codec = {
    name: "second",
    extension: ".2nd",
    prefix: "pre.",
    recognizes: () => false,
    encode: ({ request, notes }: Recording, { creator }) =>
      new TextEncoder().encode(`${request!.id} ${creator} ${notes![0]!.value}`),
  };
  const rig = new Rig({ codecs: [cpuprofileCodec, second] });
  rig.add(7);
  assert.deepEqual(rig.said, [], "not before the files are written");
  await rig.flush();
  assert.deepEqual(rig.names, ["7"]);
  const [own, other] = rig.written[0]!.files;
  assert.deepEqual([own!.prefix, own!.extension], ["", ".cpuprofile"]);
  assert.equal(cpuprofileCodec.decode!(own!.bytes).request!.path, "/7");
  assert.deepEqual([other!.prefix, other!.extension], ["pre.", ".2nd"]);
  assert.equal(new TextDecoder().decode(other!.bytes), "7 test 100 us asked");
  assert.deepEqual(rig.said, ["access 200 /7"]);
});

Deno.test("ProfileWriter keeps the order, whatever takes longer", async () => {
  const rig = new Rig();
  const first = Promise.withResolvers<void>();
  rig.write = (name) => name === "1" ? first.promise : Promise.resolve();
  for (const id of [1, 2, 3]) rig.add(id);
  assert.deepEqual(rig.said, []);
  first.resolve();
  await rig.flush();
  rig.add(4);
  await rig.flush();
  assert.deepEqual(rig.names, ["1", "2", "3", "4"]);
  assert.deepEqual(rig.said, [1, 2, 3, 4].map((id) => `access 200 /${id}`));
});

Deno.test("ProfileWriter writes one request at a time", async () => {
  const rig = new Rig();
  let openCount = 0;
  rig.write = async () => {
    assert.equal(++openCount, 1);
    await new Promise((resolve) => setTimeout(resolve));
    openCount--;
  };
  for (const id of [1, 2, 3]) rig.add(id);
  await rig.flush();
  assert.equal(rig.written.length, 3);
});

Deno.test("flush() resolves when there is nothing to do", async () => {
  await new Rig().flush();
});

Deno.test("flush() waits for what is added while it waits", async () => {
  const rig = new Rig();
  rig.write = (name) => {
    if (name === "1") rig.add(2);
    return Promise.resolve();
  };
  rig.add(1);
  await rig.flush();
  assert.deepEqual(rig.names, ["1", "2"]);
});

Deno.test("ProfileWriter writes no file for a request that a filter left out, but its line", async () => {
  const rig = new Rig({ minMs: 10 });
  rig.add(1, { ms: 10 });
  rig.add(2, { ms: 9.999 });
  rig.add(3, { ms: 50, isProfiled: false });
  rig.add(4, { ms: 11 });
  await rig.flush();
  assert.deepEqual(rig.names, ["1", "4"]);
  assert.deepEqual(rig.said, [1, 2, 3, 4].map((id) => `access 200 /${id}`));
});

Deno.test("ProfileWriter goes on after a request without a file, also when it was the only one", async () => {
  const rig = new Rig();
  rig.add(1, { isProfiled: false });
  rig.add(2);
  await rig.flush();
  assert.deepEqual(rig.said, ["access 200 /1", "access 200 /2"]);
  assert.deepEqual(rig.names, ["2"]);
});

Deno.test("ProfileWriter warns once of a full disk, and prints the access lines in order", async () => {
  const rig = new Rig();
  rig.write = () => Promise.reject(new Error("no space left"));
  for (const id of [1, 2, 3]) rig.add(id);
  await rig.flush();
  assert.deepEqual(rig.said, [
    "warning Cannot write the profile of GET /1: no space left",
    "access 200 /1",
    "access 200 /2",
    "access 200 /3",
  ]);
});

Deno.test("ProfileWriter warns of each reason once, whatever is in the path, and sums up at the end", async () => {
  const rig = new Rig();
  const reasons = ["full", "full", "gone", "gone", "gone"];
  rig.write = (name) => Promise.reject(new Error(reasons[Number(name)]));
  for (const id of reasons.keys()) rig.add(id);
  await rig.flush();
  rig.writer.close();
  const warnings = rig.said.filter((text) => text.startsWith("warning"));
  assert.deepEqual(warnings.map((text) => text.replace(/^.*GET /, "")), [
    "/0: full",
    "/2: gone",
    "warning Profiles could not all be written; 5 are missing",
  ]);
});

Deno.test("ProfileWriter writes the times of a request whose profile cannot be encoded", async () => {
  let calls = 0;
  const encode: Codec["encode"] = (...args) => {
    if (calls++ === 0) throw new RangeError("too large");
    return cpuprofileCodec.encode(...args);
  };
  const rig = new Rig({ codecs: [{ ...cpuprofileCodec, encode }] });
  rig.add(1, { ms: 3 });
  await rig.flush();
  assert.deepEqual(rig.said, [
    "warning No profile of GET /1, only its times: RangeError: too large",
    "access 200 /1",
  ]);
  const { profile, request } = cpuprofileCodec.decode!(rig.written[0]!.files[0]!.bytes);
  assert.equal(request!.id, 1);
  assert.equal(profile.end - profile.start, 3000);
  const used = new Set(Array.from(profile.samples, (node) => profile.nodeFrame[node]!));
  assert.deepEqual([...used].map((frame) => profile.frames[frame]!.name), ["(not sampled)"]);
});

Deno.test("ProfileWriter survives a format that cannot hold a profile", async () => {
  const encode = (): never => {
    throw new RangeError("too large");
  };
  const rig = new Rig({ codecs: [{ ...cpuprofileCodec, encode }] });
  rig.add(1);
  await rig.flush();
  assert.deepEqual(rig.said, [
    "warning Cannot write the profile of GET /1: too large",
    "access 200 /1",
  ]);
});

Deno.test("add() leaves out what is done already", async () => {
  const rig = new Rig();
  rig.done.push(1);
  rig.add(1);
  rig.add(2);
  await rig.flush();
  assert.deepEqual(rig.said, ["access 200 /2"]);
  assert.deepEqual(rig.names, ["2"]);
});

Deno.test("ProfileWriter notes what is done: written or not wanted, but not what has failed", async () => {
  const rig = new Rig({ minMs: 5 });
  rig.write = (name) => name === "1" ? Promise.reject(new Error("full")) : Promise.resolve();
  rig.add(1, { ms: 9 });
  rig.add(2, { ms: 9 });
  rig.add(3, { ms: 1 });
  await rig.flush();
  assert.deepEqual(rig.done, [2, 3]);
  assert.deepEqual(rig.tags, ["k-2"]);
});

Deno.test("flush() waits for what was added before, not for what comes after", async () => {
  const rig = new Rig();
  let release = () => {};
  rig.write = (name) =>
    name === "2" ? new Promise((resolve) => release = () => resolve()) : Promise.resolve();
  rig.add(1);
  const flushed = rig.flush();
  rig.add(2);
  await flushed;
  assert.deepEqual(rig.names, ["1"]);
  release();
  await rig.flush();
  assert.deepEqual(rig.names, ["1", "2"]);
});
