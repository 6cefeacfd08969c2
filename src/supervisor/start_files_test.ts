import assert from "node:assert/strict";
import { startStamp } from "./start_files.ts";

async function stampedDir(): Promise<{ dir: string; stamp: (...denoFlags: string[]) => string }> {
  const dir = await Deno.makeTempDir({ prefix: "start_files_test-" });
  await Deno.mkdir(`${dir}/src`);
  const stamp = (...denoFlags: string[]) => startStamp({ module: `${dir}/src/app.ts`, denoFlags });
  return { dir, stamp };
}

Deno.test("startStamp() stays as it is while only the app's modules change", async () => {
  const { dir, stamp } = await stampedDir();
  await Deno.writeTextFile(`${dir}/deno.json`, "{}");
  const before = stamp();
  await Deno.writeTextFile(`${dir}/src/app.ts`, "1");
  await Deno.writeTextFile(`${dir}/src/other.json`, "1");
  assert.equal(stamp(), before);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("startStamp() changes with the configuration beside the module and above", async () => {
  const { dir, stamp } = await stampedDir();
  const stamps = [stamp()];
  const steps: (() => Promise<void>)[] = [
    () => Deno.writeTextFile(`${dir}/deno.json`, "{}"),
    () => Deno.writeTextFile(`${dir}/src/package.json`, "{}"),
    () => Deno.writeTextFile(`${dir}/deno.lock`, "{}"),
    () => Deno.writeTextFile(`${dir}/deno.json`, '{ "imports": {} }'),
    () => Deno.utime(`${dir}/deno.lock`, 1, 1),
    () => Deno.writeTextFile(`${dir}/src/.env`, "A=1"),
    () => Deno.remove(`${dir}/deno.json`),
  ];
  for (const step of steps) {
    await step();
    stamps.push(stamp());
  }
  assert.equal(new Set(stamps).size, steps.length + 1);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("startStamp() changes with files that flags of Deno name", async () => {
  const { dir, stamp } = await stampedDir();
  const flags = ["--allow-net=example.com", `--env-file=${dir}/dev.env`];
  const before = [stamp(), stamp(...flags)];
  await Deno.writeTextFile(`${dir}/dev.env`, "A=1");
  assert.equal(stamp(), before[0]);
  assert.notEqual(stamp(...flags), before[1]);
  await Deno.remove(dir, { recursive: true });
});
