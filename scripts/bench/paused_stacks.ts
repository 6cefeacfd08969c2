// Stacks with the true line of every call, from a debugger that stops a program again and again.
// V8's sampler knows such a line for the innermost function only.
import type { SourceText } from "../../src/format/codec.ts";
import { frameKind } from "../../src/format/frame_kind.ts";
import type { Frame } from "../../src/model/profile.ts";

/** A function on a stack, and the 1-based line that it is on. */
export interface PausedFrame {
  readonly frame: Frame;
  readonly line: number;
}

/** What was seen of a program. */
export interface PausedStacks {
  /** Innermost first. */
  readonly stacks: readonly (readonly PausedFrame[])[];
  /** URL -> the code that ran. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

interface CallFrame {
  readonly functionName: string;
  readonly functionLocation?: Location;
  readonly location: Location;
  readonly url: string;
}

/** A program that was not stopped for so long is taken for stuck: Deno misses a message now and then. */
const STALLED_MS = 4_000;
const TRIES = 5;

const PAUSE_EVERY_MS = 4;

/** Runs `deno run -A ARGS` until it ends or was stopped `count` times; again if it was not stopped at all. */
export async function pausedStacks(
  args: readonly string[],
  options: { count: number; cwd: string },
): Promise<PausedStacks> {
  for (let tries = 1;; tries++) {
    const seen = await runStopped(args, options);
    if (seen.stacks.length > 0 || tries === TRIES) return seen;
  }
}

async function runStopped(
  args: readonly string[],
  { count, cwd }: { count: number; cwd: string },
): Promise<PausedStacks> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--inspect-brk=127.0.0.1:0", ...args],
    cwd,
    stdout: "null",
    stderr: "piped",
  }).spawn();
  try {
    return await stopAgainAndAgain(await debuggerUrl(child.stderr), count);
  } finally {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await child.status;
  }
}

/** From "Debugger listening on ws://127.0.0.1:41003/ws/..."; what follows is read and dropped. */
async function debuggerUrl(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const [head, rest] = stderr.tee();
  rest.pipeTo(new WritableStream()).catch(() => {});
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of head) {
    text += decoder.decode(part, { stream: true });
    const url = /ws:\/\/\S+/.exec(text)?.[0];
    if (url) return url;
  }
  throw new Error(`No debugger: ${text}`);
}

async function stopAgainAndAgain(url: string, count: number): Promise<PausedStacks> {
  const stacks: PausedFrame[][] = [];
  const sources = new Map<string, SourceText>();
  const urls = new Map<string, string>();
  const socket = new WebSocket(url);
  let lastId = 0;
  const answers = new Map<number, (result: { scriptSource: string }) => void>();
  const ask = (method: string, params: unknown = {}): Promise<{ scriptSource: string }> => {
    socket.send(JSON.stringify({ id: ++lastId, method, params }));
    return new Promise((resolve) => answers.set(lastId, resolve));
  };
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let stalled = setTimeout(end, STALLED_MS);
  // Again and again, not after each stop: Deno forgets one now and then, and sleeps until the next message.
  const pauses = setInterval(() => {
    if (socket.readyState === WebSocket.OPEN) ask("Debugger.pause");
  }, PAUSE_EVERY_MS);
  socket.onclose = () => end();
  socket.onopen = () => {
    ask("Runtime.enable");
    ask("Debugger.enable");
    ask("Runtime.runIfWaitingForDebugger");
  };
  socket.onmessage = async ({ data }) => {
    const { id, result, method, params } = JSON.parse(data);
    if (id) answers.get(id)?.(result);
    if (method === "Debugger.scriptParsed") urls.set(params.scriptId, uniqueUrl(params, urls));
    // The program has ended, and waits for its debugger to go.
    if (method === "Runtime.executionContextDestroyed") return end();
    if (method !== "Debugger.paused") return;
    const stack = (params.callFrames as CallFrame[]).map((frame) => pausedFrame(frame, urls));
    if (stack.length > 1) stacks.push(stack);
    clearTimeout(stalled);
    stalled = setTimeout(end, STALLED_MS);
    for (const { location: { scriptId } } of params.callFrames as CallFrame[]) {
      const url = urls.get(scriptId) ?? "";
      if (sources.has(url)) continue;
      sources.set(url, { text: "" });
      sources.set(url, {
        text: (await ask("Debugger.getScriptSource", { scriptId })).scriptSource,
      });
    }
    if (stacks.length >= count) return end();
    ask("Debugger.resume");
  };
  await ended;
  clearTimeout(stalled);
  clearInterval(pauses);
  socket.onmessage = null;
  socket.close();
  return { stacks, sources };
}

/** The URL of a script; another one has it already where Deno wraps CommonJS modules. */
function uniqueUrl(
  { scriptId, url }: { scriptId: string; url: string },
  urls: ReadonlyMap<string, string>,
): string {
  return [...urls.values()].includes(url) ? `${url}#${scriptId}` : url;
}

function pausedFrame(call: CallFrame, urls: ReadonlyMap<string, string>): PausedFrame {
  const { functionName, functionLocation, location } = call;
  const url = urls.get(location.scriptId) || call.url;
  const name = functionName || "(anonymous)";
  const frame = {
    name,
    url,
    line: (functionLocation?.lineNumber ?? -1) + 1,
    column: (functionLocation?.columnNumber ?? -1) + 1,
    kind: frameKind(name, url),
  };
  return { frame, line: location.lineNumber + 1 };
}
