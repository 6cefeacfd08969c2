import assert from "node:assert/strict";
import { asset, assetNames } from "./assets.ts";

const CLIENT = new URL("./client/", import.meta.url);

Deno.test("assets are all files of client/ that a browser can load", async () => {
  const files = (await Array.fromAsync(Deno.readDir(CLIENT))).map(({ name }) => name)
    .filter((name) => /\.(js|css)$/.test(name));
  assert.deepEqual(assetNames().sort(), files.sort());
});

Deno.test("assets are what the files are, with types that a browser takes", async () => {
  for (const name of assetNames()) {
    const { type, text } = (await asset(name))!;
    assert.equal(text, await Deno.readTextFile(new URL(name, CLIENT)), name);
    assert.equal(type, `text/${name.endsWith(".css") ? "css" : "javascript"}; charset=utf-8`);
  }
});

Deno.test("assets have an etag that changes with their content", async () => {
  const etags = await Promise.all(assetNames().map(async (name) => (await asset(name))!.etag));
  assert.equal(new Set(etags).size, etags.length);
  assert.ok(etags.every((etag) => /^"[0-9a-f]{24}"$/.test(etag)));
});

Deno.test("asset() knows no other names", () => {
  for (const name of ["", "constructor", "../assets.ts", "flame_types.d.ts", "style.css/"]) {
    assert.equal(asset(name), undefined, name);
  }
});

Deno.test("scripts load only modules that are assets", async () => {
  for (const name of assetNames().filter((name) => name.endsWith(".js"))) {
    const { text } = (await asset(name))!;
    const imports = [...text.matchAll(/^(?:import|export) .*?from "(.+?)"|^\} from "(.+?)"/gm)];
    for (const [, whole, end] of imports) {
      const target = (whole ?? end)!;
      assert.match(target, /^\.\/\w+\.js$/, `${name}: ${target}`);
      assert.ok(assetNames().includes(target.slice(2)), `${name}: ${target}`);
    }
  }
});
