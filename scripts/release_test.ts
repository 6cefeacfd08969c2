// What release.ts decides; the commands that it runs have tests of their own.
import assert from "node:assert/strict";
import { checkChangelog, checkTag, checkTree, newestVersion, tagCommand } from "./release.ts";

const readme = `# runprofileserver
### 9.9.9 is not an entry
## Changelog

### 1.10.0 (2026-11-22)
- Newer

### 1.9.0
## License
### 3.0.0
`;

Deno.test("checkTree() accepts a clean tree", () => {
  assert.doesNotThrow(() => checkTree(""));
});

Deno.test("checkTree() names what is not committed", () => {
  assert.throws(() => checkTree(" M main.ts\n"), {
    name: "UserError",
    message: "Cannot release: 1 file is not committed",
    hint: "Commit or remove main.ts",
    exitCode: 1,
  });
  const status = ["a", "b", "c", "d", "e", "f"].map((file) => `?? ${file}\n`).join("");
  assert.throws(() => checkTree(status), {
    message: "Cannot release: 6 files are not committed",
    hint: "Commit or remove a, b, c, d, e, ...",
  });
});

Deno.test("checkTag() refuses a version that is out already", () => {
  assert.doesNotThrow(() => checkTag("v0.1.0\nv0.10.0\n", "0.1.1"));
  assert.throws(() => checkTag("v0.1.0\nv0.10.0\n", "0.10.0"), {
    message: 'Cannot release "0.10.0": tag v0.10.0 exists',
  });
});

Deno.test("newestVersion() reads the first entry of the changelog and nothing else", () => {
  assert.equal(newestVersion(readme), "1.10.0");
  assert.equal(newestVersion("## Changelog\r\n\r\n### 0.1.0\r\n"), "0.1.0");
  assert.equal(newestVersion("## Changelog\n### v2.0.0-rc.1\n"), "2.0.0-rc.1");
  assert.equal(newestVersion("## Changelog\n## License\n### 1.0.0\n"), undefined);
  assert.equal(newestVersion("### 1.0.0\n"), undefined);
});

Deno.test("checkChangelog() wants the version on top", () => {
  assert.doesNotThrow(() => checkChangelog(readme, "1.10.0"));
  assert.throws(() => checkChangelog(readme, "1.11.0"), {
    message: 'Cannot release "1.11.0": the changelog ends at 1.10.0',
    hint: /"### 1\.11\.0"/,
  });
  assert.throws(() => checkChangelog("# Empty\n", "1.0.0"), { message: /has no entry$/ });
});

Deno.test("tagCommand() is one line for a shell", () => {
  assert.equal(
    tagCommand("0.1.0"),
    'git tag -a v0.1.0 -m "runprofileserver 0.1.0" && git push origin v0.1.0',
  );
});
