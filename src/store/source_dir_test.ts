import assert from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import { UserError } from "../errors.ts";
import { SourceDir } from "./source_dir.ts";

/** A folder with a project, a secret beside it, and links between them. */
async function withProject(work: (outer: string, sources: SourceDir) => void | Promise<void>) {
  const outer = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(outer, "project", "src"), { recursive: true });
    await Deno.mkdir(join(outer, "elsewhere"));
    await Deno.writeTextFile(join(outer, "project", "src", "a b.ts"), "const a = 1;\n");
    await Deno.writeTextFile(join(outer, "project", ".env"), "TOKEN=1\n");
    await Deno.writeTextFile(join(outer, "elsewhere", "secret.ts"), "secret\n");
    await work(outer, new SourceDir(join(outer, "project")));
  } finally {
    await Deno.remove(outer, { recursive: true });
  }
}

function url(...parts: string[]): string {
  return toFileUrl(join(...parts)).href;
}

function assertRefused(sources: SourceDir, source: string): void {
  assert.throws(() => sources.read(source), UserError);
  assert.equal(sources.reader(source), undefined);
}

Deno.test("SourceDir reads a source by URL and by path", async () => {
  await withProject((outer, sources) => {
    const path = join(outer, "project", "src", "a b.ts");
    assert.equal(sources.read(url(path)), "const a = 1;\n");
    assert.equal(sources.read(path), "const a = 1;\n");
    assert.equal(sources.pathOf(url(path)), path);
    assert.deepEqual(sources.reader(url(path)), { text: "const a = 1;\n" });
  });
});

Deno.test("SourceDir refuses what is not below its folder", async () => {
  await withProject((outer, sources) => {
    const secret = join(outer, "elsewhere", "secret.ts");
    for (
      const source of [
        url(secret),
        secret,
        `${url(outer, "project")}/../elsewhere/secret.ts`,
        `${url(outer, "project")}/%2e%2e/elsewhere/secret.ts`,
        `${url(outer, "project")}/..%2felsewhere%2fsecret.ts`,
        // A folder whose name only begins like the project's.
        url(outer, "project-2", "a.ts"),
        "file:///etc/passwd",
        "file://evil.test/share/a.ts",
        "https://example.test/a.ts",
        "src/a b.ts",
        "node:fs",
        "",
      ]
    ) {
      assert.equal(sources.pathOf(source), undefined, source);
      assertRefused(sources, source);
    }
  });
});

Deno.test("SourceDir refuses files that are no program text, folders and files that are gone", async () => {
  await withProject(async (outer, sources) => {
    assertRefused(sources, url(outer, "project", ".env"));
    await Deno.mkdir(join(outer, "project", "folder.ts"));
    assertRefused(sources, url(outer, "project", "folder.ts"));
    assertRefused(sources, url(outer, "project", "gone.ts"));
    assertRefused(sources, `${url(outer, "project")}/a%00.ts`);
  });
});

Deno.test({
  name: "SourceDir follows no link out of its folder, whether of a file or of a folder",
  // Links need a privilege there.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withProject(async (outer, sources) => {
      const project = join(outer, "project");
      await Deno.symlink(join(outer, "elsewhere", "secret.ts"), join(project, "link.ts"));
      await Deno.symlink(join(outer, "elsewhere"), join(project, "linked"));
      await Deno.symlink(join(project, ".env"), join(project, "env.ts"));
      assertRefused(sources, url(project, "link.ts"));
      assertRefused(sources, url(project, "linked", "secret.ts"));
      assertRefused(sources, url(project, "env.ts"));
      await Deno.symlink(join(project, "src"), join(project, "inside"));
      assert.equal(sources.read(url(project, "inside", "a b.ts")), "const a = 1;\n");
    });
  },
});
