// An app finds the same process around it, with us and without.
import assert from "node:assert/strict";
import { basename, fromFileUrl } from "@std/path";
import { freePort } from "../../scripts/bench/free_port.ts";
import { childrenOf } from "./children_of.ts";
import { ask } from "./http_answer.ts";
import { servable } from "./program.ts";
import { ServedApp } from "./served_app.ts";

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));
const NOSY = fromFileUrl(new URL("../apps/frameworks/nosy", import.meta.url));
const ARGUMENTS = ["--x", "y z"];
const DEADLINE_MS = 30_000;

type Bytes = Deno.ChildProcess["stdout"];

/** A process with "hello" on its stdin, and all that it prints. */
class Piped implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<unknown>;
  stdout = "";
  stderr = "";

  constructor(args: string[], env: Record<string, string>) {
    const options = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", ...args],
      cwd: NOSY,
      env: { NO_COLOR: "1", ...env },
      ...options,
    }).spawn();
    const read = async (stream: Bytes, add: (text: string) => void) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) add(text);
    };
    this.#read = Promise.all([
      read(this.#child.stdout, (text) => this.stdout += text),
      read(this.#child.stderr, (text) => this.stderr += text),
      new Response("hello\n").body!.pipeTo(this.#child.stdin),
    ]);
  }

  /** Waits until it has printed something like `pattern`. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline;) {
      const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`Waited in vain for ${pattern} in ${this.stdout}${this.stderr}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGINT");
    await this.#child.status;
    await this.#read;
  }
}

interface Seen {
  readonly facts: Record<string, unknown>;
  readonly answers: string[];
  readonly stdout: string;
  readonly stderr: string;
}

async function look(process: Piped, url: string): Promise<Seen> {
  const facts = JSON.parse((await ask(url, "GET /facts")).body);
  const answers: string[] = [];
  for (const path of ["/stack", "/throw", "/reject"]) {
    const { status, body } = await ask(url, `GET ${path}`);
    answers.push(`${status} ${body}`);
  }
  await process.printed(/Out of trees/);
  await process[Symbol.asyncDispose]();
  return { facts, answers, stdout: process.stdout, stderr: process.stderr };
}

async function lookNatively(): Promise<Seen> {
  const port = freePort();
  const env = { DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}` };
  const process = new Piped(["app.ts", ...ARGUMENTS], env);
  await process.printed(/listening/);
  return await look(process, `http://127.0.0.1:${port}`);
}

async function lookServed(): Promise<Seen> {
  const profiles = await Deno.makeTempDir();
  const args = [MAIN, "serve", "app.ts", "0", "--prof-path", profiles, "--noreload"];
  const process = new Piped([...args, "--", ...ARGUMENTS], {});
  const [, url] = await process.printed(/running at (\S+)\//);
  return await look(process, url!);
}

Deno.test("serve leaves the app's arguments, environment, streams and globals as they are", async () => {
  const [native, served] = await Promise.all([lookNatively(), lookServed()]);
  const env = (native.facts.env as string[]).filter((name) => name !== "DENO_SERVE_ADDRESS");
  const globals = served.facts.globals as string[];
  assert.deepEqual({
    ...served.facts,
    // What Deno leaves behind when a --preload module asks for a node: module.
    globals: globals.filter((name) => name !== "nodeBootstrap"),
  }, { ...native.facts, env });
  assert.equal(served.stdout, native.stdout);
});

Deno.test("serve prints each of the app's errors once, with the frames of the app", async () => {
  const [native, served] = await Promise.all([lookNatively(), lookServed()]);
  assert.deepEqual(served.answers.slice(1), native.answers.slice(1));
  const framesOf = (text: string) => text.split("\n").filter((line) => /^\s+at /.test(line));
  const own = (text: string) =>
    framesOf(text).flatMap((line) => line.match(/nosy\/app\.ts[:\d]*/) ?? []);
  assert.deepEqual(own(served.stderr), own(native.stderr));
  assert.deepEqual(own(served.answers[0]!), own(native.answers[0]!));
  for (const line of framesOf(served.stderr)) assert.doesNotMatch(line, /src\/agent/);
  assert.equal(served.stderr.match(/Error: Out of paper/g)?.length, 2);
});

Deno.test({
  name: "serve loads an app into a spare as into a process of its own",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const dir = await Deno.makeTempDir();
    const module = servable(`${NOSY}/app.ts`);
    const source = await Deno.readTextFile(module);
    const app = `${dir}/${basename(module)}`;
    await Deno.writeTextFile(`${dir}/deno.json`, "{}");
    await Deno.writeTextFile(app, source);
    const args = [app, "0", "--prof-path", "profiles", "--", ...ARGUMENTS];
    await using served = await ServedApp.start(args, { cwd: dir });
    const look = async () => {
      const [facts, stack] = [
        await ask(served.url, "GET /facts"),
        await ask(served.url, "GET /stack"),
      ];
      return { facts: JSON.parse(facts.body), stack: stack.body };
    };
    const first = await look();
    await served.until(() => childrenOf(served.pid).length === 2, "a spare");
    await Deno.writeTextFile(app, `${source}\n// saved`);
    await served.line(/^Reloaded in/);
    assert.deepEqual(await look(), first);
  },
});
