// deno-lint-ignore-file no-console -- a program: what it prints is its result
// `deno run -A scripts/smoke.ts EXECUTABLE`: what a release has to do on each of its systems. It serves an app where no
// Deno can be found, and leaves a profile. The server is ended by force: on Windows nobody can send it Ctrl-C.
import { join, resolve } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { UserError } from "../src/errors.ts";
import { reportsVersion } from "./compile.ts";
import { runScript } from "./run_script.ts";

/** For each step; CI machines are slow, and some look for viruses in what is new. */
const DEADLINE_MS = 60_000;
const APP = `Deno.serve((request) => new Response("smoke of " + new URL(request.url).pathname));`;

/** Throws a UserError that says what the executable did not do. */
export async function smoke(executable: string): Promise<void> {
  const program = resolve(executable);
  const dir = await Deno.makeTempDir({ prefix: "smoke-" });
  try {
    await Deno.writeTextFile(join(dir, "app.js"), APP);
    const version = await outputOf(program, ["--version"], dir);
    expect(reportsVersion(version, config.version), `--version says "${version.trim()}"`);
    const profile = await profileOfRequest(program, dir);
    const callgrind = await outputOf(program, ["convert", profile, "-o", "-"], dir);
    expect(/^events: /m.test(callgrind), "convert writes no callgrind file");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Path of the profile that one request has left. */
async function profileOfRequest(program: string, dir: string): Promise<string> {
  const profiles = join(dir, "profiles");
  const args = ["serve", "app.js", "0", "--prof-path", profiles, "--noreload", "--no-dashboard"];
  const server = new Deno.Command(program, { args, ...alone(dir), stderr: "piped" }).spawn();
  let said = "";
  const hearing = server.stderr.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({ write: (text) => void (said += text) }),
  );
  try {
    const url = await until(() => /running at (http\S+\/)/.exec(said)?.[1], () => said);
    const response = await fetch(`${url}orders`, { signal: AbortSignal.timeout(DEADLINE_MS) });
    const text = await response.text();
    expect(text === "smoke of /orders", `the app answers ${response.status} "${text}"`);
    return join(profiles, await until(() => profileIn(profiles), () => said));
  } finally {
    server.kill("SIGKILL");
    await server.status;
    await hearing;
  }
}

/** A visible file has its whole content. */
function profileIn(folder: string): string | undefined {
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  return names.find((name) => /^orders\..*\.cpuprofile$/.test(name));
}

async function until<T>(probe: () => T | undefined, said: () => string): Promise<T> {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline;) {
    const found = probe();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw failure(`waited in vain; it says\n${said()}`);
}

async function outputOf(program: string, args: string[], dir: string): Promise<string> {
  const command = new Deno.Command(program, { args, ...alone(dir), stdout: "piped" });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  expect(success, `${args[0]} fails: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Nothing of the machine is found. */
function alone(dir: string) {
  const env = { NO_COLOR: "1", PATH: "", HOME: dir, USERPROFILE: dir };
  return { cwd: dir, env, stdin: "null", stdout: "null", stderr: "piped" } as const;
}

function expect(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw failure(otherwise);
}

function failure(reason: string): UserError {
  return new UserError(`Cannot release the executable: ${reason}`);
}

if (import.meta.main) {
  await runScript(async ([executable = ""]) => {
    await smoke(executable);
    console.log(`${executable} serves, profiles and converts`);
  });
}
