// The bundle is what the executable consists of: all of it, and nothing of the packages' rest.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { bundle, bundleError, ENTRY } from "./bundle.ts";

Deno.test("bundle() makes a program that runs without node_modules and the repository", async () => {
  const folder = await Deno.makeTempDir({ prefix: "bundle_test-" });
  try {
    const standalone = await bundle(folder);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    for (const name of [...standalone, "agent.js", "src/supervisor/recording_worker.js"]) {
      assert.ok((await Deno.stat(join(folder, name))).isFile, name);
    }
    const chunks = names.filter((name) => name.endsWith(".js"));
    const texts = await Promise.all(chunks.map((name) => Deno.readTextFile(join(folder, name))));
    const urls = texts.flatMap((text) => text.match(/"\.\/[^"]*_worker\.\w+"/g) ?? []);
    assert.ok(urls.includes('"./src/supervisor/recording_worker.js"'));
    for (const url of urls.filter((url) => url.startsWith('"./src/'))) {
      assert.ok(standalone.includes(url.slice(3, -1)), url);
    }
    assert.doesNotMatch(texts.join(""), /"\.\/\w+_worker\.ts"/);
    assert.ok(!names.includes("node_modules"));
    assertMapped(await Deno.readTextFile(join(folder, names.find((name) => /^cli-/.test(name))!)));
    for (const name of names.filter((name) => /^agent/.test(name))) {
      assert.doesNotMatch(await Deno.readTextFile(join(folder, name)), /sourceMappingURL/);
    }
    const bytes = names.map((name) => Deno.statSync(join(folder, name)).size)
      .reduce((sum, size) => sum + size);
    assert.ok(bytes < 5e6, `${bytes} bytes are a lot for the program without a runtime`);
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-remote", "--no-npm", join(folder, ENTRY), "--version"],
      cwd: folder,
    }).output();
    assert.equal(code, 0);
    assert.match(new TextDecoder().decode(stdout), /^runprofileserver \d/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Stacks name our files, without their text being there. */
function assertMapped(text: string): void {
  const base64 = text.match(/\/\/# sourceMappingURL=data:application\/json;base64,(.*)$/m)![1]!;
  const map = JSON.parse(atob(base64));
  assert.ok(map.sources.includes("src/cli/cli.ts"), map.sources.join("\n"));
  assert.equal(map.sourcesContent, undefined);
}

Deno.test("bundleError() tells a missing esbuild from an error in the source", () => {
  const offline = bundleError("main.ts", "error: npm package 'esbuild' does not exist\nmore");
  assert.equal(offline.message, "Cannot bundle main.ts: npm package 'esbuild' does not exist");
  assert.match(offline.hint, /npm registry/);
  assert.equal(bundleError("main.ts", 'error: No matching export in "a.ts"').hint, "");
});
