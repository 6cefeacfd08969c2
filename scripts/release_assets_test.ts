// The parts of a release, and the installer on what they make.
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { installer, makeAssets, releaseNotes, versionOfTag } from "./release_assets.ts";

const README = `# Title

## Changelog

### 1.1.0 (2026-12-01)

- New: a thing.
- Mended: another.

### 1.0.0

- First.

## License
`;

Deno.test("versionOfTag() accepts the tag of the present version only", () => {
  assert.equal(versionOfTag("v1.2.3", "1.2.3"), "1.2.3");
  for (const tag of ["1.2.3", "v1.2.4", "undefined", ""]) {
    assert.throws(() => versionOfTag(tag, "1.2.3"), {
      name: "UserError",
      message: `Cannot release "${tag}": deno.json has version 1.2.3`,
    });
  }
});

Deno.test("releaseNotes() is the entry of the version, without heading and neighbours", () => {
  assert.equal(releaseNotes(README, "1.1.0"), "- New: a thing.\n- Mended: another.\n");
  assert.equal(releaseNotes(README, "1.0.0"), "- First.\n");
  for (const version of ["1.1", "2.0.0", "License"]) {
    assert.throws(() => releaseNotes(README, version), { name: "UserError" });
  }
  assert.throws(() => releaseNotes("## Changelog\n### 1.0.0\n## License\n", "1.0.0"));
});

Deno.test("installer() leaves nothing to be filled in", () => {
  const template = Deno.readTextFileSync(new URL("install.sh", import.meta.url));
  const text = installer(template, { version: "1.2.3", repository: "me/it" });
  assert.doesNotMatch(text, /@|release_assets/);
  assert.match(text, /^version='1\.2\.3'$/m);
  assert.match(text, /https:\/\/github\.com\/me\/it\/releases\/download\/v\$version/);
});

Deno.test("makeAssets() compresses, signs and describes what is published", async () => {
  const dir = await Deno.makeTempDir({ prefix: "release_assets_test-" });
  try {
    await Deno.writeTextFile(join(dir, "a-linux"), "one");
    await Deno.writeTextFile(join(dir, "a-windows.exe"), "two");
    await makeAssets(dir, { version: config.version, repository: "me/it" });
    const names = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "NOTES.md",
      "SHA256SUMS",
      "a-linux.gz",
      "a-windows.exe",
      "install.sh",
    ]);
    const notes = await Deno.readTextFile(join(dir, "NOTES.md"));
    const line = `https://github.com/me/it/releases/download/v${config.version}/install.sh | sh`;
    assert.match(notes, /^```sh\ncurl -fsSL http/);
    assert.ok(notes.includes(line), notes);
    const packed = await Deno.readFile(join(dir, "a-linux.gz"));
    assert.equal(gunzipSync(packed).toString(), "one");
    const sums = (await Deno.readTextFile(join(dir, "SHA256SUMS"))).trim().split("\n");
    assert.equal(sums.length, 3);
    assert.ok(sums.includes(`${createHash("sha256").update(packed).digest("hex")}  a-linux.gz`));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
