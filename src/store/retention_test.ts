// Real files in a folder of their own; their times are set, not waited for.
import assert from "node:assert/strict";
import { join } from "node:path";
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";
import { codecs } from "../format/codecs.ts";
import { ENCODING, madeRecording } from "./made_recording_test_rig.ts";
import { ProfileDir } from "./profile_dir.ts";
import { type KeepLimits, Retention } from "./retention.ts";

/** A folder, and files in it that are older the earlier they are made. */
class Rig implements AsyncDisposable {
  readonly dir: ProfileDir;
  #seconds = 0;

  private constructor(dir: ProfileDir) {
    this.dir = dir;
  }

  static async create(): Promise<Rig> {
    return new Rig(await ProfileDir.open(await Deno.makeTempDir({ prefix: "retention_test-" })));
  }

  /** Writes a request's profile in these formats, as `serve` does. */
  async write(name: string, formats = [cpuprofileCodec]): Promise<string[]> {
    const names = await this.dir.write(
      name,
      formats.map(({ prefix, extension, encode }) => ({
        prefix,
        extension,
        bytes: encode(madeRecording("request"), ENCODING),
      })),
    );
    names.forEach((name) => this.#age(name));
    return names;
  }

  /** Puts some other file there. */
  put(name: string, bytes: Uint8Array): void {
    Deno.writeFileSync(join(this.dir.path, name), bytes);
    this.#age(name);
  }

  #age(name: string): void {
    // Never in the future, whatever this machine believes.
    const time = 1_600_000_000 + this.#seconds++;
    Deno.utimeSync(join(this.dir.path, name), time, time);
  }

  async start(limits: KeepLimits): Promise<Retention> {
    const retention = new Retention(this.dir, limits);
    await retention.start();
    return retention;
  }

  async names(): Promise<string[]> {
    return (await Array.fromAsync(this.dir.list())).map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.dir.path, { recursive: true });
  }
}

Deno.test("start() counts what is there and deletes the oldest", async () => {
  await using rig = await Rig.create();
  for (const name of ["z", "y", "sub/x", "w"]) await rig.write(name);
  await rig.start({ profiles: 2 });
  assert.deepEqual(await rig.names(), ["sub/x.cpuprofile", "w.cpuprofile"]);
});

Deno.test("added() deletes the oldest for a new one", async () => {
  await using rig = await Rig.create();
  for (const name of ["a", "b"]) await rig.write(name);
  const retention = await rig.start({ profiles: 3 });
  for (const name of ["c", "d", "e"]) await retention.added(await rig.write(name));
  assert.deepEqual(await rig.names(), ["c.cpuprofile", "d.cpuprofile", "e.cpuprofile"]);
});

Deno.test("Retention takes all formats of a request for one profile", async () => {
  await using rig = await Rig.create();
  for (const name of ["a", "b"]) await rig.write(name, [...codecs]);
  const retention = await rig.start({ profiles: 2 });
  assert.equal((await rig.names()).length, 2 * codecs.length);
  await retention.added(await rig.write("c", [...codecs]));
  const names = await rig.names();
  assert.equal(names.length, 2 * codecs.length);
  assert.ok(!names.some((name) => /^(callgrind\.out\.)?a\./.test(name)), names.join());
});

Deno.test("Retention keeps within megabytes, but never deletes the newest", async () => {
  await using rig = await Rig.create();
  const names = ["a", "b", "c"];
  for (const name of names) await rig.write(name);
  const { size } = (await rig.dir.stat("a.cpuprofile"))!;
  const retention = await rig.start({ megabytes: 2.5 * size / 1e6 });
  assert.deepEqual(await rig.names(), ["b.cpuprofile", "c.cpuprofile"]);
  await retention.added(await rig.write("d"));
  assert.deepEqual(await rig.names(), ["c.cpuprofile", "d.cpuprofile"]);
  const tight = await rig.start({ megabytes: size / 2e6 });
  assert.deepEqual(await rig.names(), ["d.cpuprofile"]);
  await tight.added(await rig.write("e"));
  assert.deepEqual(await rig.names(), ["e.cpuprofile"]);
});

Deno.test("Retention deletes neither aggregates nor files of others, and does not count them", async () => {
  await using rig = await Rig.create();
  const others: Record<string, Uint8Array> = {
    "notes.txt": new TextEncoder().encode("mine"),
    "CPU.1.cpuprofile": cpuprofileCodec.encode(madeRecording("foreign"), ENCODING),
    "broken.cpuprofile": new TextEncoder().encode("{"),
    "my.folded": new TextEncoder().encode("a;b 1\n"),
    "no.pb.gz": new TextEncoder().encode("not gzip"),
  };
  for (const { prefix, extension, encode } of codecs) {
    others[`${prefix}GET.agg${extension}`] = encode(madeRecording("aggregate"), ENCODING);
  }
  for (const [name, bytes] of Object.entries(others)) rig.put(name, bytes);
  for (const name of ["a", "b", "c"]) await rig.write(name);
  const retention = await rig.start({ profiles: 2, megabytes: 1 });
  await retention.added(await rig.write("d"));
  assert.deepEqual(
    await rig.names(),
    [...Object.keys(others), "c.cpuprofile", "d.cpuprofile"].sort(),
  );
});

Deno.test("Retention deletes no other file that has taken the name of one it has counted", async () => {
  await using rig = await Rig.create();
  await rig.write("a");
  const retention = await rig.start({ profiles: 1 });
  rig.put("a.cpuprofile", new TextEncoder().encode("somebody else's now"));
  await retention.added(await rig.write("b"));
  assert.deepEqual(await rig.names(), ["a.cpuprofile", "b.cpuprofile"]);
});

Deno.test("Retention of two processes in one folder deletes no more than is too much", async () => {
  await using rig = await Rig.create();
  const both = await Promise.all([rig.start({ profiles: 4 }), rig.start({ profiles: 4 })]);
  for (let i = 0; i < 20; i++) {
    await Promise.all(
      both.map(async (retention, j) => retention.added(await rig.write(`${i}-${j}`))),
    );
  }
  const last = await rig.start({ profiles: 4 });
  assert.equal((await rig.names()).length, 4);
  await last.added(await rig.write("new"));
  assert.ok((await rig.names()).includes("new.cpuprofile"));
});

Deno.test("Retention counts a file once that is listed and added at the same time", async () => {
  await using rig = await Rig.create();
  const names = await Promise.all(["a", "b"].map((name) => rig.write(name)));
  const retention = new Retention(rig.dir, { profiles: 2 });
  await Promise.all([retention.start(), ...names.map((name) => retention.added(name))]);
  assert.deepEqual(await rig.names(), ["a.cpuprofile", "b.cpuprofile"]);
});

Deno.test("Retention takes for the oldest what was written before the clock was set back", async () => {
  await using rig = await Rig.create();
  for (const name of ["future-1", "future-2", "a", "b"]) await rig.write(name);
  for (const hours of [1, 2]) {
    const time = Date.now() / 1000 + hours * 3_600;
    Deno.utimeSync(join(rig.dir.path, `future-${hours}.cpuprofile`), time, time);
  }
  await rig.start({ profiles: 3 });
  assert.deepEqual(await rig.names(), ["a.cpuprofile", "b.cpuprofile", "future-2.cpuprofile"]);
  await rig.start({ profiles: 1 });
  assert.deepEqual(await rig.names(), ["b.cpuprofile"]);
});
