import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { ProfileDir, type ProfileFile } from "./profile_dir.ts";

const isPosix = Deno.build.os !== "windows";

/** A test with an empty folder of its own, deleted afterwards. */
function folderTest(name: string, run: (folder: string) => Promise<void>, ignore = false): void {
  Deno.test({
    name,
    ignore,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await run(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

function profile(text: string): ProfileFile {
  return { prefix: "", extension: ".cpuprofile", bytes: new TextEncoder().encode(text) };
}

function callgrind(text: string): ProfileFile {
  return { ...profile(text), prefix: "callgrind.out.", extension: ".callgrind" };
}

async function namesIn(dir: ProfileDir): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of dir.list()) names.push(name);
  return names;
}

async function textOf(dir: ProfileDir, name: string): Promise<string> {
  return new TextDecoder().decode(await dir.read(name));
}

/** All names below a folder, hidden ones too. */
function everything(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) =>
    entry.isDirectory
      ? everything(join(folder, entry.name)).map((name) => `${entry.name}/${name}`)
      : [entry.name]
  ).sort();
}

/** A file system that answers every link with such an error. */
function withoutLinks(code: string) {
  const link = () => Promise.reject(Object.assign(new Error("no links here"), { code }));
  return { link };
}

folderTest("open() creates the folder and leaves nothing in it", async (folder) => {
  const dir = await ProfileDir.open(join(folder, "a", "b"));
  assert.equal(dir.path, join(folder, "a", "b"));
  assert.deepEqual(everything(folder), []);
  assert.deepEqual(await namesIn(dir), []);
});

folderTest("open() says what stands in the way", async (folder) => {
  await Deno.writeTextFile(join(folder, "file"), "");
  for (const path of [join(folder, "file"), join(folder, "file", "below")]) {
    await assert.rejects(ProfileDir.open(path), {
      name: "UserError",
      message: `Cannot write profiles to "${path}": it is not a folder`,
      hint: "Choose another folder with --prof-path.",
      exitCode: 1,
    });
  }
});

folderTest("open() needs the permission to write", async (folder) => {
  // Root may write anywhere but in the kernel's own folders.
  const path = Deno.uid() === 0 ? "/sys/kernel/profiles" : join(folder, "profiles");
  if (Deno.uid() !== 0) await Deno.mkdir(path, { mode: 0o500 });
  await assert.rejects(ProfileDir.open(path), {
    name: "UserError",
    message:
      /^Cannot write profiles to ".*profiles": (permission denied|the file system is read-only)$/,
  });
}, Deno.build.os !== "linux");

folderTest("open() keeps a private folder to its owner", async (folder) => {
  const path = join(folder, "new");
  const dir = await ProfileDir.open(path, { private: true });
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o700);
  await dir.write("sub/a", [profile("1")]);
  assert.equal((await Deno.stat(join(path, "sub"))).mode! & 0o777, 0o700);
  await Deno.chmod(path, 0o755);
  await ProfileDir.open(path, { private: true });
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o700);
}, !isPosix);

folderTest("open() refuses a private folder that somebody else may have set up", async (folder) => {
  await Deno.mkdir(join(folder, "real"));
  await Deno.symlink(join(folder, "real"), join(folder, "link"));
  for (const path of [join(folder, "link"), `${join(folder, "link")}/`]) {
    await assert.rejects(
      ProfileDir.open(path, { private: true }),
      (error) => error instanceof UserError && /: it is a link, perhaps/.test(error.message),
    );
  }
  await ProfileDir.open(join(folder, "link"));
}, !isPosix);

folderTest("open() refuses a private folder of another user", async (folder) => {
  const path = join(folder, "foreign");
  await Deno.mkdir(path);
  await Deno.chown(path, 65534, 65534);
  await assert.rejects(ProfileDir.open(path, { private: true }), {
    name: "UserError",
    message: `Cannot write profiles to "${path}": it belongs to another user`,
  });
}, Deno.uid() !== 0);

folderTest("open() for reading only takes what is there and writes nothing", async (folder) => {
  await Deno.writeTextFile(join(folder, "[id].cpuprofile"), "foreign");
  const dir = await ProfileDir.open(folder, { readOnly: true });
  assert.equal(await textOf(dir, "[id].cpuprofile"), "foreign");
  await assert.rejects(dir.write("a", [profile("1")]), /reading only/);
  await assert.rejects(ProfileDir.open(join(folder, "none"), { readOnly: true }), {
    message: `Cannot read profiles from "${join(folder, "none")}": it does not exist`,
  });
});

folderTest("write() puts all formats of a request below one base name", async (folder) => {
  const dir = await ProfileDir.open(folder);
  const files = [profile("one"), callgrind("two")];
  assert.deepEqual(await dir.write("get/a", files), [
    "get/a.cpuprofile",
    "get/callgrind.out.a.callgrind",
  ]);
  await Deno.remove(join(folder, "get", "a.cpuprofile"));
  // One of the two is still there, so both move on.
  assert.deepEqual(await dir.write("get/a", files), [
    "get/a-1.cpuprofile",
    "get/callgrind.out.a-1.callgrind",
  ]);
  const again = await ProfileDir.open(folder);
  assert.deepEqual(await again.write("get/a", files), [
    "get/a-2.cpuprofile",
    "get/callgrind.out.a-2.callgrind",
  ]);
  assert.equal(everything(folder).length, 5);
});

folderTest("write() makes files that only their owner can read", async (folder) => {
  const dir = await ProfileDir.open(folder);
  await dir.write("a", [profile("1")]);
  const flat = await ProfileDir.open(folder, {}, withoutLinks("EPERM"));
  await flat.write("b", [profile("1")]);
  for (const name of ["a", "b"]) {
    assert.equal((await Deno.stat(join(folder, `${name}.cpuprofile`))).mode! & 0o777, 0o600);
  }
}, !isPosix);

folderTest("write() keeps 200 concurrent files of one name apart and whole", async (folder) => {
  const dir = await ProfileDir.open(folder);
  await writeMany([dir], 200);
});

folderTest("write() keeps the files of two objects on one folder apart", async (folder) => {
  await writeMany([await ProfileDir.open(folder), await ProfileDir.open(folder)], 200);
});

folderTest("write() keeps files apart without hard links", async (folder) => {
  const dirs = [
    await ProfileDir.open(folder, {}, withoutLinks("EPERM")),
    await ProfileDir.open(folder, {}, withoutLinks("ENOTSUP")),
    await ProfileDir.open(folder),
  ];
  await writeMany(dirs, 120);
});

/** Writes `count` profiles of one name and checks that each came out whole, without gaps or leftovers. */
async function writeMany(dirs: readonly ProfileDir[], count: number): Promise<void> {
  const texts = Array.from({ length: count }, (_, index) => `${index} `.repeat(5000 + index));
  const written = await Promise.all(
    texts.map((text, index) =>
      dirs[index % dirs.length]!.write("a", [profile(text), callgrind(text)])
    ),
  );
  for (const [index, names] of written.entries()) {
    assert.equal(names.length, 2);
    for (const name of names) assert.ok(await textOf(dirs[0]!, name) === texts[index], name);
  }
  assert.equal(new Set(written.flat()).size, 2 * count);
  assert.equal(everything(dirs[0]!.path).length, 2 * count);
}

folderTest("write() finds the next name among thousands with few tries", async (folder) => {
  const taken = join(folder, "a.cpuprofile");
  await Deno.writeTextFile(taken, "x");
  for (let index = 1; index < 3000; index++) {
    Deno.linkSync(taken, join(folder, `a-${index}.cpuprofile`));
  }
  let links = 0;
  const dir = await ProfileDir.open(folder, {}, {
    link: (from, to) => {
      links++;
      return Deno.link(from, to);
    },
  });
  assert.deepEqual(await dir.write("a", [profile("1")]), ["a-3000.cpuprofile"]);
  assert.deepEqual(await dir.write("a", [profile("2")]), ["a-3001.cpuprofile"]);
  assert.equal(links, 3);
});

folderTest("write() leaves nothing behind when it gives up", async (folder) => {
  const dir = await ProfileDir.open(folder, {}, {
    link: async (from, to) => {
      if (to.endsWith(".cpuprofile")) return await Deno.link(from, to);
      // Nothing is left to rename over the reservation either.
      await Deno.remove(from);
      throw new Error("no links here");
    },
  });
  await assert.rejects(dir.write("a", [profile("1"), callgrind("2")]), {
    message: `Cannot write profiles to "${folder}": it does not exist`,
  });
  assert.deepEqual(everything(folder), []);
});

folderTest("write() keeps the files of several processes apart", async (folder) => {
  const outputs = await Promise.all(
    Array.from({ length: 3 }, () => writer(folder, { count: 60, size: 20_000 }).output()),
  );
  assert.ok(outputs.every(({ success }) => success));
  const files = await Array.fromAsync((await ProfileDir.open(folder)).list());
  assert.deepEqual(files.map(({ size }) => size), new Array(180).fill(20_000));
  assert.equal(everything(folder).length, 180);
});

folderTest("write() leaves no half-written profile when the process is killed", async (folder) => {
  const size = 20_000_000;
  for (let kill = 0; kill < 3; kill++) {
    const child = writer(folder, { count: 1000, size });
    const reader = child.stdout.getReader();
    // A dot is a file done: the next one is being written by now.
    for (let dots = 0; dots <= kill; dots++) await reader.read();
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
  }
  const files = await Array.fromAsync((await ProfileDir.open(folder)).list());
  assert.ok(files.length >= 3);
  for (const file of files) assert.equal(file.size, size, file.name);
});

/** A process that writes profiles of one name and prints a dot for each. */
function writer(folder: string, options: { count: number; size: number }): Deno.ChildProcess {
  const program = `
    const { ProfileDir } = await import(${JSON.stringify(import.meta.resolve("./profile_dir.ts"))});
    const dir = await ProfileDir.open(${JSON.stringify(folder)});
    const bytes = new Uint8Array(${options.size});
    for (let count = 0; count < ${options.count}; count++) {
      await dir.write("a", [{ prefix: "", extension: ".folded", bytes }]);
      await Deno.stdout.write(new Uint8Array([46]));
    }`;
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", program],
    stdout: "piped",
  }).spawn();
}

folderTest("write() makes the folder again when it vanished", async (folder) => {
  const dir = await ProfileDir.open(join(folder, "profiles"), { private: true });
  await dir.write("sub/a", [profile("1")]);
  await Deno.remove(dir.path, { recursive: true });
  await dir.write("sub/b", [profile("2"), callgrind("3")]);
  assert.deepEqual(await namesIn(dir), ["sub/b.cpuprofile", "sub/callgrind.out.b.callgrind"]);
});

folderTest("write() starts over when the folder vanishes before the link", async (folder) => {
  let isFirst = true;
  const dir = await ProfileDir.open(join(folder, "profiles"), {}, {
    link: async (from, to) => {
      if (isFirst) await Deno.remove(join(folder, "profiles"), { recursive: true });
      isFirst = false;
      await Deno.link(from, to);
    },
  });
  const [name] = await dir.write("a", [profile("1")]);
  assert.equal(await textOf(dir, name!), "1");
});

folderTest("write() reports a folder that cannot be made", async (folder) => {
  const dir = await ProfileDir.open(join(folder, "profiles"));
  await Deno.remove(dir.path);
  await Deno.writeTextFile(dir.path, "");
  await assert.rejects(dir.write("a", [profile("1")]), {
    name: "UserError",
    message: `Cannot write profiles to "${dir.path}": it is not a folder`,
  });
});

folderTest("write() takes safe names and real extensions only", async (folder) => {
  const dir = await ProfileDir.open(folder);
  for (const name of ["", "../a", "/a", "a/", "a//b", ".a", "a:b", "CON", "x.callgrind", "a\\b"]) {
    await assert.rejects(dir.write(name, [profile("1")]), /is not a safe file name/, name);
  }
  await assert.rejects(dir.write("a", [{ ...profile("1"), extension: "" }]), /is no extension/);
  await assert.rejects(dir.write("a", [{ ...profile("1"), prefix: "../" }]), /is no prefix/);
  assert.deepEqual(everything(folder), []);
});

folderTest("replace() swaps a file for a newer one", async (folder) => {
  const dir = await ProfileDir.open(folder);
  assert.equal(await dir.replace("all/a.agg", profile("old")), "all/a.agg.cpuprofile");
  assert.equal(await dir.replace("all/a.agg", profile("new")), "all/a.agg.cpuprofile");
  assert.equal(await textOf(dir, "all/a.agg.cpuprofile"), "new");
  assert.deepEqual(everything(folder), ["all/a.agg.cpuprofile"]);
});

folderTest(
  "list() walks the folders in order and leaves out what is no profile",
  async (folder) => {
    const dir = await ProfileDir.open(folder);
    for (const name of ["b", "a/2", "a/10", "c"]) await dir.write(name, [profile(name)]);
    await Deno.writeTextFile(join(folder, ".hidden.tmp"), "x");
    await Deno.writeTextFile(join(folder, "empty.cpuprofile"), "");
    if (isPosix) await Deno.symlink("/", join(folder, "root"));
    assert.deepEqual(await namesIn(dir), [
      "a/10.cpuprofile",
      "a/2.cpuprofile",
      "b.cpuprofile",
      "c.cpuprofile",
    ]);
    const [first] = await Array.fromAsync(dir.list());
    assert.equal(first!.size, 4);
    assert.ok(Math.abs(Date.now() - first!.modifiedMs) < 60_000);
  },
);

folderTest("list() gives nothing for a folder that vanished", async (folder) => {
  const dir = await ProfileDir.open(join(folder, "profiles"));
  await Deno.remove(dir.path);
  assert.deepEqual(await namesIn(dir), []);
});

folderTest("read() gives nothing from outside of the folder", async (folder) => {
  const dir = await ProfileDir.open(join(folder, "profiles"));
  await dir.write("sub/a", [profile("1")]);
  await Deno.writeTextFile(join(folder, "secret"), "x");
  await Deno.writeTextFile(join(dir.path, ".temp"), "x");
  if (isPosix) await Deno.symlink(folder, join(dir.path, "up"));
  const outside = [
    "../secret",
    "sub/../../secret",
    "up/secret",
    "/etc/passwd",
    "sub/./a.cpuprofile",
    ".temp",
    "",
    "sub",
    "none",
    "a\0b",
    "sub//a.cpuprofile",
  ];
  for (const name of outside) {
    await assert.rejects(dir.read(name), UserError, name);
  }
  assert.equal(await textOf(dir, "sub/a.cpuprofile"), "1");
});

folderTest("remove() deletes listed files only", async (folder) => {
  const dir = await ProfileDir.open(join(folder, "profiles"));
  const [name] = await dir.write("a", [profile("1")]) as [string];
  await Deno.writeTextFile(join(folder, "secret"), "x");
  await assert.rejects(dir.remove("../secret"), UserError);
  await dir.remove(name);
  await dir.remove(name);
  assert.deepEqual(everything(folder), ["secret"]);
});
