// What was written before is known after; what was cut off or cannot be written harms nobody.
import assert from "node:assert/strict";
import { DoneLog } from "./done_log.ts";

async function withPath(test: (path: string) => void): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "done_log_test-" });
  try {
    test(`${dir}/done`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function write(path: string, ids: number[]): void {
  const log = DoneLog.open(path);
  for (const id of ids) log.add(id);
  log.close();
}

Deno.test("DoneLog knows what an earlier one was told", () =>
  withPath((path) => {
    write(path, [1, 70_000]);
    write(path, [4_000_000_000]);
    const log = DoneLog.open(path);
    const known = [1, 2, 70_000, 4_000_000_000].map((id) => log.has(id));
    log.close();
    assert.deepEqual(known, [true, false, true, true]);
  }));

Deno.test("DoneLog ignores an entry that was cut off", () =>
  withPath((path) => {
    write(path, [7, 9]);
    Deno.truncateSync(path, 6);
    write(path, [11]);
    const log = DoneLog.open(path);
    const known = [7, 9, 11].map((id) => log.has(id));
    log.close();
    assert.deepEqual(known, [true, false, true]);
  }));

Deno.test("DoneLog without a place to write takes everything and knows nothing", () =>
  withPath((path) => {
    const log = DoneLog.open(`${path}/missing/done`);
    log.add(1);
    assert.equal(log.has(1), false);
    log.close();
  }));

Deno.test("DoneLog makes a file that nobody else can read", () =>
  withPath((path) => {
    write(path, [1]);
    if (Deno.build.os === "windows") return;
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  }));

const files = [{ temp: "/p/.a.tmp", target: "/p/a.cpuprofile" }];

/** What a later one finds after these were announced, and those were done. */
function interrupted(path: string, announced: readonly number[], done: readonly number[]) {
  const log = DoneLog.open(path);
  for (const id of announced) log.publishing(id, files);
  for (const id of done) log.add(id);
  log.close();
  const next = DoneLog.open(path);
  const found = next.interrupted();
  next.close();
  return found;
}

Deno.test("DoneLog knows whose files were getting their names", () =>
  withPath((path) => {
    assert.equal(interrupted(path, [], []), undefined);
    assert.deepEqual(interrupted(path, [1000, 2], [1000]), { id: 2, files });
    if (Deno.build.os === "windows") return;
    assert.equal(Deno.statSync(`${path}.publishing`).mode! & 0o777, 0o600);
  }));

Deno.test("DoneLog knows that it was done in the end", () =>
  withPath((path) => assert.equal(interrupted(path, [1, 2], [1, 2]), undefined)));

Deno.test("DoneLog takes no nonsense for a request", () =>
  withPath((path) => {
    Deno.writeTextFileSync(`${path}.publishing`, '{"id": 1, "fil');
    assert.equal(interrupted(path, [], []), undefined);
  }));
