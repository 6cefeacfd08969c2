// Processes that only remember what becomes of them; the real ones are in app_host_test.ts.
import assert from "node:assert/strict";
import { until } from "../gate/gate_test_rig.ts";
import { WarmSpare } from "./warm_spare.ts";

class FakeProcess {
  readonly #end = Promise.withResolvers<void>();
  readonly ended = this.#end.promise;
  isKilled = false;

  kill(): void {
    this.isKilled = true;
    this.#end.resolve();
  }
}

class Rig {
  readonly started: FakeProcess[] = [];
  stamp = "a";
  readonly spare = new WarmSpare(() => {
    const process = new FakeProcess();
    this.started.push(process);
    return { process };
  }, () => this.stamp);

  untilStarted(count: number): Promise<void> {
    return until(`${count} are started`, () => this.started.length === count);
  }
}

Deno.test("prepare() starts one process, however often it is called", async () => {
  const { spare, started } = new Rig();
  assert.equal(spare.take(), undefined);
  spare.prepare();
  spare.prepare();
  assert.equal(started.length, 0, "not at once");
  await until("one is started", () => started.length === 1);
  spare.prepare();
  assert.equal(spare.take()?.process, started[0]);
  assert.equal(spare.take(), undefined);
  assert.equal(started.length, 1);
});

Deno.test("take() before the process is started leaves nothing that would start later", async () => {
  const rig = new Rig();
  rig.spare.prepare();
  assert.equal(rig.spare.take(), undefined);
  rig.spare.prepare();
  await rig.untilStarted(1);
  assert.equal(rig.spare.take()?.process, rig.started[0]);
});

Deno.test("take() kills a process whose stamp is old", async () => {
  const rig = new Rig();
  rig.spare.prepare();
  await rig.untilStarted(1);
  rig.stamp = "b";
  assert.equal(rig.spare.take(), undefined);
  assert.ok(rig.started[0]!.isKilled);
  rig.spare.prepare();
  await rig.untilStarted(2);
  assert.equal(rig.spare.take()?.process, rig.started[1]);
});

Deno.test("take() gives no process that has ended", async () => {
  const rig = new Rig();
  rig.spare.prepare();
  await rig.untilStarted(1);
  rig.started[0]!.kill();
  await rig.started[0]!.ended;
  await Promise.resolve();
  assert.equal(rig.spare.take(), undefined);
});

Deno.test("close() kills the process and starts no other", async () => {
  const rig = new Rig();
  rig.spare.prepare();
  await rig.untilStarted(1);
  rig.spare.close();
  assert.ok(rig.started[0]!.isKilled);
  rig.spare.prepare();
  const late = new Rig();
  late.spare.prepare();
  await late.untilStarted(1);
  late.spare.close();
  assert.equal(rig.started.length, 1);
});
