// The Deno that runs the tests is a Deno that can host an app; other programs are not.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { agentFile, findHostRuntime } from "./host_runtime.ts";

Deno.test("findHostRuntime() finds the Deno that runs us", async () => {
  const { path, version, cacheDir } = await findHostRuntime(undefined);
  assert.equal(path, Deno.execPath());
  assert.equal(version, Deno.version.deno);
  assert.ok((await Deno.stat(cacheDir)).isDirectory);
});

Deno.test("findHostRuntime() takes the executable that is wanted, and asks it where its cache is", async () => {
  if (Deno.build.os === "windows") return;
  const dir = await Deno.makeTempDir({ prefix: "host_runtime_test-" });
  try {
    const path = join(dir, "my deno");
    await Deno.symlink(Deno.execPath(), path);
    const runtime = await findHostRuntime(path);
    assert.equal(runtime.path, path);
    assert.equal(runtime.version, Deno.version.deno);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("findHostRuntime() refuses what is not a Deno executable, and quotes it", async () => {
  const missing = "/no/such/deno";
  const folder = Deno.cwd();
  const other = Deno.build.os === "windows" ? "cmd.exe" : "/bin/echo";
  for (const path of [missing, folder, other]) {
    await assert.rejects(findHostRuntime(path), (error: Error & { hint?: string }) => {
      assert.equal(error.name, "UserError");
      assert.ok(error.message.includes(`--deno "${path}"`), error.message);
      assert.ok(error.hint);
      return true;
    });
  }
});

Deno.test("findHostRuntime() refuses a Deno that does not tell where its cache is", async () => {
  if (Deno.build.os === "windows") return;
  const dir = await Deno.makeTempDir({ prefix: "host_runtime_test-" });
  try {
    const path = join(dir, "deno");
    await Deno.writeTextFile(path, `#!/bin/sh\necho "deno 2.9.6"\n`, { mode: 0o755 });
    await assert.rejects(findHostRuntime(path), { name: "UserError" });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("findHostRuntime() refuses a Deno that is too old for the agent, and says so", async () => {
  if (Deno.build.os === "windows") return;
  const dir = await Deno.makeTempDir({ prefix: "host_runtime_test-" });
  try {
    const path = join(dir, "deno");
    const script = '#!/bin/sh\ncase "$1" in --version) echo "deno 1.46.3" ;;\n' +
      `info) echo '{"denoDir": "/x"}' ;; *) echo "--allow-all" ;; esac\n`;
    await Deno.writeTextFile(path, script, { mode: 0o755 });
    await assert.rejects(findHostRuntime(path), {
      name: "UserError",
      message: `Cannot run the app with --deno "${path}": ` +
        "Deno 1.46.3 cannot load the agent before the app",
      hint: /deno 2\.7 or later/,
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("agentFile() is the agent's main file, from which all its imports can be found", async () => {
  const path = await agentFile("/not/used");
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-config", path],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string; error?: string }[];
  };
  assert.deepEqual(modules.filter(({ error }) => error), []);
  const own = modules.filter(({ specifier }) => !specifier.startsWith("node:"));
  const folders = own.map(({ specifier }) => specifier.match(/\/src\/(\w+)\//)?.[1]);
  assert.deepEqual([...new Set(folders)].sort(), ["agent", "wire"], "what the executable copies");
});
