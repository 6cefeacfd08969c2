// The installer against a release on loopback, with a shell script as the executable.
// deno-lint-ignore-file no-console -- a skipped test says why
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { fromFileUrl, join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { executableName } from "./compile.ts";
import { installer, installLine, makeAssets } from "./release_assets.ts";

const TEMPLATE = fromFileUrl(new URL("install.sh", import.meta.url));
const isWindows = Deno.build.os === "windows";
const NAME = `runprofileserver-1.2.3-${Deno.build.target}.gz`;

interface Installation {
  readonly code: number;
  readonly output: string;
  /** The folder that it was told to install into. */
  readonly bin: string;
}

/** Serves `files` and runs the installer against them; `check` sees the result before all is removed. */
async function install(
  files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
  check: (installation: Installation) => Promise<void>,
  path = Deno.env.get("PATH")!,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "install_test-" });
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const file = files[new URL(request.url).pathname.slice(1)];
    return new Response(file ?? "", { status: file === undefined ? 404 : 200 });
  });
  try {
    const script = installer(await Deno.readTextFile(TEMPLATE), {
      version: "1.2.3",
      repository: "me/it",
    });
    await Deno.writeTextFile(join(dir, "install.sh"), script);
    const { code, stdout, stderr } = await new Deno.Command("sh", {
      args: [join(dir, "install.sh")],
      env: {
        PATH: path,
        RUNPROFILESERVER_BASE_URL: `http://127.0.0.1:${server.addr.port}`,
        RUNPROFILESERVER_INSTALL: join(dir, "my bin"),
      },
    }).output();
    const decoder = new TextDecoder();
    const output = decoder.decode(stdout) + decoder.decode(stderr);
    await check({ code, output, bin: join(dir, "my bin") });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function released(program: string): Record<string, string | Uint8Array<ArrayBuffer>> {
  const packed = new Uint8Array(gzipSync(program));
  const sum = createHash("sha256").update(packed).digest("hex");
  return { [NAME]: packed, "SHA256SUMS": `0000  another.gz\n${sum}  ${NAME}\n` };
}

const PROGRAM = "#!/bin/sh\necho runprofileserver 1.2.3\n";

Deno.test({
  name: "install.sh puts an executable in place that runs, and says when it is not on PATH",
  ignore: isWindows,
  fn: () =>
    install(released(PROGRAM), async ({ code, output, bin }) => {
      assert.equal(code, 0, output);
      assert.match(output, /^Installed runprofileserver 1\.2\.3 as .*my bin\/runprofileserver$/m);
      assert.match(output, /my bin is not on PATH/);
      assert.deepEqual([...Deno.readDirSync(bin)].map(({ name }) => name), ["runprofileserver"]);
      const { stdout } = await new Deno.Command(join(bin, "runprofileserver")).output();
      assert.equal(new TextDecoder().decode(stdout), "runprofileserver 1.2.3\n");
    }),
});

/** Stands in for the network: what is asked of GitHub goes to the release on loopback. */
function curlTo(port: number, real: string): string {
  return `#!/bin/sh
for argument; do
  shift
  case $argument in https://github.com/*) argument=http://127.0.0.1:${port}/\${argument#https://github.com/} ;; esac
  set -- "$@" "$argument"
done
exec ${real} "$@"
`;
}

Deno.test({
  name: "install.sh works as it is published, by the line in the notes of its release",
  ignore: isWindows,
  fn: async () => {
    const dir = await Deno.makeTempDir({ prefix: "install_test-" });
    const assets = join(dir, "assets");
    // As GitHub does it: a redirect to where the assets are stored.
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async ({ url }) => {
        const { pathname } = new URL(url);
        const [, name] = pathname.match(/^\/me\/it\/releases\/download\/v[\d.]+\/([^/]+)$/) ?? [];
        if (name) return Response.redirect(new URL(`/storage/${name}`, url));
        const [, stored] = pathname.match(/^\/storage\/([^/]+)$/) ?? [];
        return stored
          ? new Response(await Deno.readFile(join(assets, stored)))
          : new Response(pathname, { status: 404 });
      },
    );
    try {
      await Deno.mkdir(assets);
      await Deno.mkdir(join(dir, "path"));
      const program = `#!/bin/sh\necho runprofileserver ${config.version}\n`;
      const name = executableName(config.version, Deno.build.target);
      await Deno.writeTextFile(join(assets, name), program);
      const release = { version: config.version, repository: "me/it" };
      await makeAssets(assets, release);
      const real = await commandPath("curl");
      if (real === undefined) return console.log("skipped: curl is not installed");
      const curl = curlTo(server.addr.port, real);
      await Deno.writeTextFile(join(dir, "path", "curl"), curl, { mode: 0o755 });
      const { success, stdout, stderr } = await new Deno.Command("sh", {
        args: ["-c", installLine(release)],
        env: { PATH: `${dir}/path:${Deno.env.get("PATH")}`, HOME: dir },
      }).output();
      const decoder = new TextDecoder();
      const output = decoder.decode(stdout) + decoder.decode(stderr);
      assert.ok(success, output);
      const installed = join(dir, ".local", "bin", "runprofileserver");
      assert.ok(output.includes(`Installed runprofileserver ${config.version} as ${installed}`));
      assert.equal(await Deno.readTextFile(installed), program);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

async function commandPath(name: string): Promise<string | undefined> {
  const args = ["-c", `command -v ${name}`];
  const { stdout } = await new Deno.Command("sh", { args }).output();
  return new TextDecoder().decode(stdout).trim() || undefined;
}

Deno.test({
  name: "install.sh installs nothing whose checksum is another, that is missing or does not run",
  ignore: isWindows,
  fn: async () => {
    const good = released(PROGRAM);
    const cases = {
      "has not the checksum": { ...good, [NAME]: new Uint8Array(gzipSync("#!/bin/sh\nbad\n")) },
      "has not the checksum that": { ...good, SHA256SUMS: "" },
      "Cannot download http": { SHA256SUMS: good["SHA256SUMS"]! },
      "does not run here": released("#!/bin/sh\nexit 1\n"),
    };
    for (const [message, files] of Object.entries(cases)) {
      await install(files, async ({ code, output, bin }) => {
        assert.equal(code, 1, output);
        assert.match(output, new RegExp(`^error: .*${message}.*\n  hint: `, "m"));
        await assert.rejects(Deno.stat(join(bin, "runprofileserver")), Deno.errors.NotFound);
      });
    }
  },
});

Deno.test({
  name: "install.sh says what to do on a machine without an executable",
  ignore: isWindows,
  fn: async () => {
    const dir = await Deno.makeTempDir({ prefix: "install_test-" });
    try {
      for (const [system, hint] of [["Plan9", /from source/], ["MINGW64_NT", /\.exe from http/]]) {
        const uname = `#!/bin/sh\n[ "$1" = -s ] && echo ${system} || echo mips\n`;
        await Deno.writeTextFile(join(dir, "uname"), uname, { mode: 0o755 });
        await install(released(PROGRAM), ({ code, output }) => {
          assert.equal(code, 1, output);
          assert.match(output, hint as RegExp);
          return Promise.resolve();
        }, `${dir}:${Deno.env.get("PATH")}`);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test("install.sh has nothing that shellcheck finds", async () => {
  try {
    const { stdout } = await new Deno.Command("shellcheck", { args: [TEMPLATE] }).output();
    assert.equal(new TextDecoder().decode(stdout), "");
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    if (!isMissing || (Deno.env.get("CI") && Deno.build.os === "linux")) throw error;
    console.log("skipped: shellcheck is not installed");
  }
});
