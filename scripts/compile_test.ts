// The parts of compile.ts that need no base runtime; release.ts runs the real thing.
import assert from "node:assert/strict";
import {
  checkBaseRuntime,
  compileError,
  describeExecutable,
  executableName,
  reportsVersion,
  TARGETS,
  targetsOf,
} from "./compile.ts";

Deno.test("targetsOf() is this machine's target when none is named", () => {
  assert.deepEqual(targetsOf([]), [Deno.build.target]);
  assert.ok(TARGETS.includes(Deno.build.target), "this machine can compile for itself");
});

Deno.test("targetsOf() takes several targets, each once", () => {
  const [linux, , mac] = TARGETS as [string, string, string];
  assert.deepEqual(targetsOf(["--target", mac, `--target=${linux}`, "--target", mac]), [
    mac,
    linux,
  ]);
});

Deno.test("targetsOf() refuses what it does not know", () => {
  assert.throws(() => targetsOf(["--target", "amiga"]), {
    name: "UserError",
    message: 'Cannot use --target "amiga": unknown target',
    hint: /x86_64-pc-windows-msvc/,
    exitCode: 2,
  });
  assert.throws(() => targetsOf(["--all"]), { message: /"--all"/, exitCode: 2 });
  assert.throws(() => targetsOf(["linux"]), { message: /"linux"/, exitCode: 2 });
});

Deno.test("executableName() ends in .exe for Windows only", () => {
  const names = TARGETS.map((target) => executableName("1.2.3", target));
  assert.equal(names[0], "runprofileserver-1.2.3-x86_64-unknown-linux-gnu");
  assert.deepEqual(names.filter((name) => name.endsWith(".exe")), [
    "runprofileserver-1.2.3-x86_64-pc-windows-msvc.exe",
  ]);
});

Deno.test("compileError() tells a missing base runtime from other failures", () => {
  const download =
    "error: error sending request for url (https://dl.deno.land/release/v2.9.6/a.zip)";
  const offline = compileError("aarch64-apple-darwin", download);
  assert.equal(offline.message, "Cannot compile for aarch64-apple-darwin: no base runtime");
  assert.match(offline.hint, /DENORT_BIN .* for aarch64-apple-darwin$/);
  assert.equal(offline.exitCode, 1);
  const broken = compileError("aarch64-apple-darwin", "error: Module not found");
  assert.match(broken.message, /deno compile failed, see above$/);
});

Deno.test("checkBaseRuntime() refuses a DENORT_BIN that cannot serve all targets", async () => {
  await checkBaseRuntime(TARGETS, undefined);
  await checkBaseRuntime(["any"], Deno.execPath());
  await assert.rejects(checkBaseRuntime(TARGETS, Deno.execPath()), {
    name: "UserError",
    message: `Cannot use DENORT_BIN "${Deno.execPath()}" for 5 targets`,
  });
  await assert.rejects(checkBaseRuntime(["any"], "/no/such/denort"), {
    message: 'Cannot read DENORT_BIN "/no/such/denort"',
  });
});

Deno.test("describeExecutable() says version, path, size and hash", () => {
  const executable = { target: "t", path: "dist/a", bytes: 113_936_925, sha256: "c0ffee" };
  assert.match(
    describeExecutable(executable),
    /^runprofileserver \d+\.\d+\.\d+ {2}dist\/a {2}113\.9 MB {2}sha256 c0ffee$/,
  );
});

Deno.test("reportsVersion() compares whole words", () => {
  assert.ok(reportsVersion("runprofileserver 0.1.0\n", "0.1.0"));
  assert.ok(reportsVersion("runprofileserver 0.1.0, Deno 2.9.6\n", "0.1.0"));
  assert.ok(!reportsVersion("runprofileserver 0.1.01\n", "0.1.0"));
  assert.ok(!reportsVersion("runprofileserver\nDeno 0.1.0\n", "0.1.0"));
});
