import assert from "node:assert/strict";
import { callgrindCodec } from "../format/callgrind/callgrind.ts";
import { UserError } from "../errors.ts";
import { routeRecording } from "./links.ts";
import { ProfileStore } from "./profile_store.ts";
import { madeRecord } from "../model/request_record_test_rig.ts";
import { changesUntil, fileOf, withStore } from "./store_test_rig.ts";

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => assert.fail("it was not refused"), (error) => error);
  assert.ok(error instanceof UserError, String(error));
  return error.message;
}

function names(store: ProfileStore): string[] {
  return store.list().map(({ name }) => name);
}

Deno.test("ProfileStore lists requests and profiles of others, in the order of their writing", () =>
  withStore(async (store, folder) => {
    const record = madeRecord({ path: "/users/7", route: "/users/:id" });
    await Deno.mkdir(`${folder}/2026`);
    await Deno.writeFile(`${folder}/2026/new.cpuprofile`, fileOf(record));
    await Deno.writeTextFile(`${folder}/old.cpuprofile`, '{"nodes":[]}');
    await Deno.utime(`${folder}/old.cpuprofile`, 1000, 1000);
    await Deno.writeTextFile(`${folder}/notes.txt`, "x");
    await Deno.writeTextFile(`${folder}/.hidden.cpuprofile`, "x");
    assert.deepEqual(names(store), []);
    await store.ready();
    assert.deepEqual(names(store), ["old.cpuprofile", "2026/new.cpuprofile"]);
    assert.deepEqual(store.entry("2026/new.cpuprofile")?.request, record);
    assert.equal(store.entry("old.cpuprofile")?.request, undefined);
    assert.deepEqual((await store.read("2026/new.cpuprofile")).request, record);
  }));

Deno.test("ProfileStore reads no file that it has not listed", () =>
  withStore(async (store, folder) => {
    const outside = await Deno.makeTempFile({ suffix: ".cpuprofile" });
    await Deno.writeFile(outside, fileOf(madeRecord()));
    await Deno.symlink(outside, `${folder}/link.cpuprofile`);
    await Deno.writeTextFile(`${folder}/notes.txt`, "x");
    await store.ready();
    const relative = `../${outside.split("/").at(-1)}`;
    const others = [
      outside,
      relative,
      "link.cpuprofile",
      "notes.txt",
      "",
      ".",
      "a\0b",
      ".route/GET /",
    ];
    for (const name of others) {
      assert.match(await refusal(store.read(name)), /there is no such profile/, name);
    }
    for (const name of [outside, relative, "link.cpuprofile"]) await refusal(store.readBytes(name));
    await Deno.remove(outside);
  }));

Deno.test("ProfileStore gives the same recording again, and another one for another file", () =>
  withStore(async (store, folder) => {
    const path = `${folder}/a.cpuprofile`;
    await Deno.writeFile(path, fileOf(madeRecord({ id: 1 })));
    await store.ready();
    const first = await store.read("a.cpuprofile");
    assert.equal(await store.read("a.cpuprofile"), first);
    const changed = changesUntil(
      store,
      (changes) => changes.some(({ added }) => added?.request?.id === 2),
    );
    await Deno.writeFile(path, fileOf(madeRecord({ id: 2, path: "/longer" })));
    await changed;
    assert.equal((await store.read("a.cpuprofile")).request?.id, 2);
  }));

Deno.test("ProfileStore tells of files that come and go", () =>
  withStore(async (store, folder) => {
    await store.ready();
    const added: string[] = [];
    store.onAdded(({ name }) => added.push(name));
    const coming = changesUntil(store, (changes) => changes.length > 0);
    await Deno.writeFile(`${folder}/.a.tmp`, fileOf(madeRecord()));
    await Deno.rename(`${folder}/.a.tmp`, `${folder}/a.cpuprofile`);
    await coming;
    assert.deepEqual(added, ["a.cpuprofile"]);
    const going = changesUntil(store, (changes) => changes.some(({ removed }) => removed));
    await Deno.remove(`${folder}/a.cpuprofile`);
    assert.equal((await going).at(-1)!.removed, "a.cpuprofile");
    assert.deepEqual(names(store), []);
  }));

Deno.test("ProfileStore finds files of subfolders that come later", () =>
  withStore(async (store, folder) => {
    await store.ready();
    const coming = changesUntil(
      store,
      (changes) => new Set(changes.map(({ added }) => added?.name)).size === 2,
    );
    await Deno.mkdir(`${folder}/x/y`, { recursive: true });
    await Deno.writeFile(`${folder}/x/y/a.cpuprofile`, fileOf(madeRecord()));
    await Deno.writeFile(`${folder}/x/y/b.cpuprofile`, fileOf(madeRecord()));
    await coming;
    assert.deepEqual(names(store).sort(), ["x/y/a.cpuprofile", "x/y/b.cpuprofile"]);
  }));

Deno.test("ProfileStore knows what happened after any change that it remembers", () =>
  withStore(async (store, folder) => {
    await Deno.writeFile(`${folder}/a.cpuprofile`, fileOf(madeRecord()));
    await store.ready();
    const before = store.sequence;
    assert.deepEqual(store.changesSince(before), []);
    const coming = changesUntil(store, (changes) => changes.length > 0);
    await Deno.writeFile(`${folder}/.b.tmp`, fileOf(madeRecord()));
    await Deno.rename(`${folder}/.b.tmp`, `${folder}/b.cpuprofile`);
    await coming;
    assert.deepEqual(store.changesSince(before)!.map(({ added }) => added?.name), ["b.cpuprofile"]);
    assert.equal(store.changesSince(0)!.length, before + 1);
    for (const unknown of [store.sequence + 1, -5, NaN]) {
      assert.equal(store.changesSince(unknown), undefined, String(unknown));
    }
  }));

Deno.test("ProfileStore takes the formats of a recording together, readable ones first", () =>
  withStore(async (store, folder) => {
    const record = madeRecord();
    const callgrind = fileOf(record, { codec: callgrindCodec });
    await Deno.writeFile(`${folder}/callgrind.out.a.callgrind`, callgrind);
    await Deno.writeFile(`${folder}/a.cpuprofile`, fileOf(record));
    await Deno.writeFile(`${folder}/callgrind.out.b.callgrind`, callgrind);
    await Deno.writeTextFile(`${folder}/c.md`, "# Report");
    await store.ready();
    assert.deepEqual(names(store).sort(), ["a.cpuprofile", "callgrind.out.b.callgrind"]);
    assert.deepEqual(store.entry("a.cpuprofile")?.copies, ["callgrind.out.a.callgrind"]);
    const alone = store.entry("callgrind.out.b.callgrind")!;
    assert.deepEqual([alone.isReadable, alone.request?.id], [false, 1]);
    assert.match(await refusal(store.read(alone.name)), /its format can be written only/);
  }));

Deno.test("ProfileStore says what is wrong with a broken file", () =>
  withStore(async (store, folder) => {
    await Deno.writeTextFile(`${folder}/a.cpuprofile`, '{"nodes":[{"id":1}],"samples":[');
    await Deno.writeTextFile(`${folder}/b.cpuprofile`, "no profile at all");
    await store.ready();
    assert.match(await refusal(store.read("a.cpuprofile")), /^Cannot read "a.cpuprofile": Broken/);
    assert.match(await refusal(store.read("b.cpuprofile")), /no profile in a known format/);
  }));

Deno.test("ProfileStore sums up the requests of a route as one recording", () =>
  withStore(async (store, folder) => {
    for (const id of [1, 2, 3]) {
      const record = madeRecord({ id, path: `/users/${id}`, route: "/users/:id", cpu: 1000 * id });
      await Deno.writeFile(`${folder}/${id}.cpuprofile`, fileOf(record));
    }
    await Deno.writeTextFile(`${folder}/2.cpuprofile`, '{"nodes":[broken');
    await Deno.writeFile(`${folder}/other.cpuprofile`, fileOf(madeRecord({ path: "/other" })));
    await store.ready();
    const name = routeRecording("GET /users/:id");
    const sum = await store.read(name);
    assert.deepEqual(sum.aggregate, { key: "GET /users/:id", requests: 2, duration: 5000 });
    assert.equal(sum.profile.end - sum.profile.start, 5000);
    assert.deepEqual(store.entry(name)?.aggregate, sum.aggregate);
    assert.equal(await store.read(name), sum);
    assert.equal(store.entry(routeRecording("POST /users/:id")), undefined);
  }));

Deno.test("ProfileStore.open() refuses a folder that is not there", async () => {
  assert.match(await refusal(ProfileStore.open("/no/such/folder")), /it does not exist$/);
});
