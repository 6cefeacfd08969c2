// When a process from before a reload has to go, seen by what it is told.
import assert from "node:assert/strict";
import { until } from "../gate/gate_test_rig.ts";
import type { InFlight } from "./in_flight.ts";
import { type OldGeneration, OldGenerations } from "./old_generations.ts";

/** Notes what it is told; ends when told so, or by finish(). */
class Old implements OldGeneration {
  readonly told: string[] = [];
  readonly #ended = Promise.withResolvers<never>();
  readonly process: OldGeneration["process"];
  readonly inFlight: { awaited: InFlight["awaited"] };
  asked = 0;

  constructor(...targets: string[]) {
    this.inFlight = { awaited: targets.map((target) => ({ method: "GET", target })) };
    const { promise: ended } = this.#ended;
    this.process = {
      ended,
      // What begins is told by no wake-up.
      pull: () => this.asked++,
      drain: (signal) => {
        this.told.push(`drain ${signal}`);
        return ended;
      },
      end: (signal) => {
        this.told.push(`end ${signal}`);
        this.finish();
      },
    };
  }

  finish(): void {
    this.#ended.resolve(undefined as never);
  }
}

const hearing = (said: string[]) => ({
  reporter: { say: (line: string) => said.push(line) },
  mask: (target: string) => target.replace("=1", "=***"),
});

Deno.test("OldGenerations lets a process go on for as long as somebody waits, and says so once", async () => {
  const said: string[] = [];
  const olds = new OldGenerations(hearing(said), 5);
  const old = new Old("/slow?token=1", "/a", "/b");
  olds.add(old);
  await until("it was looked at often", () => old.asked > 5);
  assert.deepEqual(old.told, ["drain SIGTERM"]);
  assert.deepEqual(said, [
    "The process before the reload stays until it has answered GET /slow?token=*** and 2 more",
  ]);
  old.inFlight.awaited = [];
  await until("it is ended", () => old.told.length > 1);
  assert.deepEqual(old.told, ["drain SIGTERM", "end SIGTERM"]);
});

Deno.test("OldGenerations says nothing of a process that ends in time", async () => {
  const said: string[] = [];
  const olds = new OldGenerations(hearing(said), 20);
  const [quick, hanging] = [new Old("/quick"), new Old("/slow")];
  olds.add(quick);
  quick.finish();
  olds.add(hanging);
  await until("the other one was looked at", () => said.length > 0);
  assert.deepEqual([quick.told, quick.asked], [["drain SIGTERM"], 0]);
  assert.match(said.join(), /answered GET \/slow$/);
  hanging.finish();
  await hanging.process.ended;
});

Deno.test("OldGenerations ends the oldest of more than three", async () => {
  const olds = new OldGenerations(hearing([]), 60_000);
  const all = Array.from({ length: 5 }, () => new Old("/slow"));
  for (const old of all) {
    olds.add(old);
    await Promise.resolve();
  }
  assert.deepEqual(all.map(({ told }) => told.length), [2, 2, 1, 1, 1]);
  all.forEach((old) => old.finish());
  await Promise.all(all.map(({ process }) => process.ended));
});
