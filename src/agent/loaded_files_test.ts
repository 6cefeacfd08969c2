// This process itself loads files late and asks V8 for them.
import assert from "node:assert/strict";
import inspector from "node:inspector";
import { createRequire } from "node:module";
import { until } from "../gate/gate_test_rig.ts";
import { PacketReader } from "../wire/packets.ts";
import { LoadedFiles } from "./loaded_files.ts";
import { Outbox } from "./outbox.ts";

/** A folder with modules, and what is told of them. */
class Rig implements AsyncDisposable {
  readonly dir = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "loaded_files_test-" }));
  readonly #spool = Deno.makeTempDirSync({ prefix: "loaded_files_test-" });
  readonly log = { activeCount: 0 };
  readonly files = new LoadedFiles(new Outbox(`${this.#spool}/spool`), this.log, "file:///agent/");

  /** Saves a module and gives its URL. */
  save(name: string, text: string): string {
    Deno.mkdirSync(`${this.dir}/node_modules`, { recursive: true });
    Deno.writeTextFileSync(`${this.dir}/${name}`, text);
    return `file://${this.dir}/${name}`;
  }

  /** Names of this folder's files, in the order in which they were told. */
  get told(): string[] {
    const packets = [...new PacketReader().push(Deno.readFileSync(`${this.#spool}/spool.0`))];
    return packets.flatMap(({ record }) => record.kind === "loaded" ? record.urls : [])
      .filter((url) => url.includes(this.dir)).map((url) => url.split("/").pop()!);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const dir of [this.dir, this.#spool]) await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("LoadedFiles tells what was imported by a computed name or required, once", async () => {
  await using rig = new Rig();
  await import(rig.save("late.ts", "export const a: number = 1;"));
  createRequire(import.meta.url)(
    `${rig.dir}/${rig.save("common.cjs", "exports.b = 2;").split("/").pop()}`,
  );
  await import(rig.save("node_modules/package.js", "export const c = 3;"));
  rig.files.lookSoon();
  await until("both are told", () => rig.told.length === 2);
  assert.deepEqual(rig.told.sort(), ["common.cjs", "late.ts"]);
  await import(rig.save("later.ts", "export const d = 4;"));
  rig.files.lookSoon();
  await until("the third is told", () => rig.told.length === 3);
  assert.equal(rig.told[2], "later.ts");
});

Deno.test("visited() looks again for a route that is new, when no request is in flight", async () => {
  await using rig = new Rig();
  rig.files.visited("GET /a");
  await import(rig.save("a.js", "export {};"));
  rig.log.activeCount = 1;
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.deepEqual(rig.told, [], "a request is in flight");
  rig.log.activeCount = 0;
  await until("it is told", () => rig.told.length === 1);
  await import(rig.save("b.js", "export {};"));
  rig.files.visited("GET /a");
  rig.files.visited("GET /b");
  await until("the second is told", () => rig.told.length === 2);
  assert.deepEqual(rig.told, ["a.js", "b.js"]);
});

Deno.test("LoadedFiles does not stop at debugger statements", async () => {
  await using rig = new Rig();
  rig.files.lookSoon();
  for (const end = Date.now() + 500; Date.now() < end;) {
    // deno-lint-ignore no-debugger -- it is what is tested
    debugger;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
});

Deno.test("LoadedFiles without sys access looks for nothing, and disturbs nobody", async () => {
  const { connect } = inspector.Session.prototype;
  inspector.Session.prototype.connect = () => {
    throw new Deno.errors.NotCapable("Requires sys access");
  };
  await using blind = new Rig();
  inspector.Session.prototype.connect = connect;
  await using rig = new Rig();
  // What either throws in its timer ends this process.
  for (const { files } of [blind, rig]) files.visited("GET /");
  await import(rig.save("seen.ts", ""));
  await until("the other one has looked", () => rig.told.length === 1);
  assert.deepEqual(blind.told, []);
});
