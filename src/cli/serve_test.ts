// What is refused before anything is started, and how access lines look. What the options do to a running
// server is tested in tests/e2e.
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import { UserError } from "../errors.ts";
import { commands } from "./commands.ts";
import { parseArgs } from "./parse_args.ts";
import { inFolder } from "./gather/request_file_test_rig.ts";
import { runServe } from "./serve.ts";
import { recordedTerminal } from "./terminal_test_rig.ts";

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));

/** The error that these arguments are refused with. */
async function refusal(...args: string[]): Promise<UserError> {
  const { terminal, streams } = recordedTerminal();
  try {
    await runServe(parseArgs(commands.serve, args), terminal);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    assert.deepEqual(streams, { stdout: "", stderr: "" });
    return error;
  }
  assert.fail("it was not refused");
}

Deno.test("serve refuses a --media that is no prefix and folder", async () => {
  for (const mount of ["static=.", "/static", "/static=", "=."]) {
    const { message, hint, exitCode } = await refusal("app.ts", "--media", mount);
    assert.equal(message, `Cannot use --media "${mount}": expected PREFIX=DIR`);
    assert.match(hint, /--media \/static=\.\/public/);
    assert.equal(exitCode, 2);
  }
});

Deno.test("serve refuses a --media whose folder is missing or a file", async () => {
  for (const dir of ["/no/such/folder", MAIN]) {
    const { message, exitCode } = await refusal("app.ts", "--media", `/static=${dir}`);
    assert.equal(message, `Cannot use --media "/static=${dir}": "${dir}" is not a folder`);
    assert.equal(exitCode, 2);
  }
});

Deno.test("serve refuses an address and a template that cannot work", async () => {
  assert.match((await refusal("app.ts", "80000")).message, /"80000" is not a valid port/);
  const { message, exitCode } = await refusal("app.ts", "--prof-file", "{tme}");
  assert.match(message, /unknown field "tme"/);
  assert.equal(exitCode, 2);
});

Deno.test("serve refuses a module that is no file", () =>
  inFolder(async (folder) => {
    for (const module of [join(folder, "missing.ts"), folder]) {
      const { message, hint } = await refusal(module, "0", "--prof-path", join(folder, "p"));
      assert.equal(message, `Cannot serve "${module}": there is no such file`);
      assert.ok(hint);
    }
  }));

Deno.test("serve refuses a --deno that is none", () =>
  inFolder(async (folder) => {
    const module = join(folder, "app.js");
    await Deno.writeTextFile(module, "");
    const { message } = await refusal(module, "0", "--deno", "/no/such/deno");
    assert.match(message, /--deno "\/no\/such\/deno"/);
  }));

Deno.test("serve refuses a port that is taken, before it starts the app", () =>
  inFolder(async (folder) => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr as Deno.NetAddr;
    const module = join(folder, "app.js");
    await Deno.writeTextFile(module, `Deno.writeTextFileSync(${JSON.stringify(module)}, "ran");`);
    const { message } = await refusal(module, String(port), "--prof-path", join(folder, "p"));
    assert.ok(message.includes(String(port)), message);
    assert.notEqual(await Deno.readTextFile(module), "ran");
  }));

/** Serves an app that answers with the status in the path, until `work` is done with its URL and lines. */
async function withServer(
  options: string[],
  work: (url: string, nextLine: () => Promise<string>) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const module = join(folder, "app.js");
    await Deno.writeTextFile(
      module,
      `export default { fetch: ({ url }) => new Response(null, { status: +url.slice(-3) }) };`,
    );
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", MAIN, "serve", module, "0", "--noreload"]
        .concat("--prof-path", join(folder, "profiles"), options),
      env: { FORCE_COLOR: "1", NO_COLOR: "" },
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const lines = linesOf(child.stderr);
    const nextLine = async () => (await lines.next()).value as string;
    try {
      const text = await lineWith(nextLine, "server is running at");
      await work(text.match(/http:\S+\d/)![0], nextLine);
    } finally {
      child.kill("SIGINT");
      await lines.return(undefined);
      await child.status;
    }
  });
}

async function* linesOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

async function lineWith(nextLine: () => Promise<string>, text: string): Promise<string> {
  for (;;) {
    const line = await nextLine();
    assert.ok(line !== undefined, `It ended without "${text}"`);
    if (line.includes(text)) return line;
  }
}

Deno.test("serve paints access lines in the colour of their status", () =>
  withServer([], async (url, nextLine) => {
    // deno-lint-ignore no-control-regex
    const colourOf = (line: string) => line.match(/^\x1b\[(\d+)m\[/)?.[1] ?? "none";
    const colours: Record<string, string> = {};
    for (const status of ["200", "304", "302", "404", "500"]) {
      await (await fetch(`${url}/${status}`, { redirect: "manual" })).body?.cancel();
      colours[status] = colourOf(await lineWith(nextLine, `/${status} HTTP/1.1`));
    }
    const [magenta, yellow, cyan] = ["35", "33", "36"];
    assert.deepEqual(colours, {
      "200": "none",
      "304": cyan,
      "302": cyan,
      "404": yellow,
      "500": magenta,
    });
  }));
