// In processes of their own: PATH is one for all tests that run side by side.
import assert from "node:assert/strict";
import { join } from "@std/path";

const MODULE = new URL("open_file.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Calls openFile() with nothing on PATH but `programs`; `failure` is message and hint. */
async function opened(path: string, format: string, programs: readonly string[]) {
  const folder = await Deno.makeTempDir({ prefix: "open_file_test" });
  try {
    for (const program of programs) await writeProgram(join(folder, program));
    const code = `import { openFile } from "${MODULE}";
      try { openFile(...${JSON.stringify([path, format])}); }
      catch ({ message, hint }) { console.log(JSON.stringify([message, hint])); }`;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--config", CONFIG, code],
      env: { PATH: folder },
      cwd: folder,
    }).output();
    const failure = new TextDecoder().decode(stdout);
    if (failure !== "") return { failure: JSON.parse(failure) as [string, string] };
    const place = `${programs[0]}.args`;
    const args = await written(join(folder, place), new TextDecoder().decode(stderr));
    const start = `${await Deno.realPath(folder)}/`;
    return { args: args.map((arg) => arg.replace(start, "FOLDER/")) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** It writes its arguments to "NAME.args", which is there when it is whole. */
async function writeProgram(file: string): Promise<void> {
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" > "$0.part"\n/bin/mv "$0.part" "$0.args"\n`;
  await Deno.writeTextFile(file, script, { mode: 0o755 });
}

async function written(file: string, stderr: string): Promise<string[]> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const text = await Deno.readTextFile(file).catch(() => "");
    if (text !== "") return text.trimEnd().split("\n");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`not started; ${stderr}`);
}

/** The programs are shell scripts. */
const ignore = Deno.build.os === "windows";

Deno.test({
  name: "openFile() shows callgrind files in KCacheGrind, under either name",
  ignore,
  async fn() {
    for (const program of ["kcachegrind", "qcachegrind"]) {
      const { args } = await opened("/tmp/callgrind.out.a", "callgrind", [program]);
      assert.deepEqual(args, ["/tmp/callgrind.out.a"]);
    }
  },
});

Deno.test({
  name: "openFile() shows pprof files in pprof's own web page",
  ignore,
  async fn() {
    const { args } = await opened("/tmp/a.pb.gz", "pprof", ["go"]);
    assert.deepEqual(args, ["tool", "pprof", "-http=127.0.0.1:0", "/tmp/a.pb.gz"]);
  },
});

Deno.test({
  name: "openFile() makes a name absolute that could be an option",
  ignore,
  async fn() {
    const { args } = await opened("--help", "callgrind", ["kcachegrind"]);
    assert.deepEqual(args, ["FOLDER/--help"]);
  },
});

Deno.test("openFile() says what to install where no viewer is found", async () => {
  assert.deepEqual((await opened("a", "callgrind", [])).failure, [
    `Cannot open "a": kcachegrind and qcachegrind not found`,
    "Install the package kcachegrind, or qcachegrind on macOS and Windows",
  ]);
  const { failure: [message, hint] = [] } = await opened("a", "pprof", []);
  assert.equal(message, `Cannot open "a": pprof and go not found`);
  assert.equal(hint, "Install Go, or pprof alone");
});
