// Stacks with the true line of every call, from a debugger that stops a program again and again.
// V8's sampler knows such a line for the innermost function only.
import type { SourceText } from "../../src/format/codec.ts";
import { frameKind } from "../../src/format/frame_kind.ts";
import type { Frame } from "../../src/model/profile.ts";
import { DebuggedProgram } from "./debugged_program.ts";

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
  /** Why it was not watched any longer, in words. */
  readonly end: string;
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

/** How long a program is watched. */
export interface PauseLimits {
  /** Stops after which it is not watched any further. */
  readonly count: number;
  /** How often it is run at most, to come to so many stops. */
  readonly runs: number;
  readonly cwd: string;
  /** A program that was not stopped for so long is taken for stuck: Deno misses a message now and then. */
  readonly stalledMs?: number;
  /** What all runs together may take. */
  readonly timeoutMs?: number;
}

const PAUSE_EVERY_MS = 4;

/**
 * Runs `deno run -A ARGS` again and again, each time until it ends or stops no more (Deno takes no message for
 * seconds where code goes on for long without a turn of the event loop), and yields what was seen.
 * It comes to an end whatever the program does, and leaves nothing running. Throws an Error with the reasons
 * when no run has seen a stack.
 */
export async function* pausedStacks(
  args: readonly string[],
  { count, runs, cwd, stalledMs = 4_000, timeoutMs = 90_000 }: PauseLimits,
): AsyncGenerator<PausedStacks> {
  // Not AbortSignal.timeout(), which would keep this process running after all is over.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(`still running after ${timeoutMs} ms`), timeoutMs);
  const ends = new Set<string>();
  let left = count;
  try {
    for (let run = 0; run < runs && left > 0 && !late.signal.aborted; run++) {
      const seen = await runStopped(args, cwd, { count: left, stalledMs, late: late.signal });
      left -= seen.stacks.length;
      ends.add(seen.end);
      if (seen.stacks.length > 0) yield seen;
    }
  } finally {
    clearTimeout(timer);
  }
  if (left < count) return;
  throw new Error(`Cannot stop "deno run ${args.join(" ")}": ${[...ends].join("; ")}`);
}

interface RunLimits {
  readonly count: number;
  readonly stalledMs: number;
  readonly late: AbortSignal;
}

async function runStopped(
  args: readonly string[],
  cwd: string,
  limits: RunLimits,
): Promise<PausedStacks> {
  try {
    await using program = await DebuggedProgram.start(args, { cwd, signal: limits.late });
    return await stopAgainAndAgain(program, limits);
  } catch (error) {
    const end = error instanceof Error ? error.message : String(error);
    return { stacks: [], sources: new Map(), end };
  }
}

async function stopAgainAndAgain(
  program: DebuggedProgram,
  { count, stalledMs, late }: RunLimits,
): Promise<PausedStacks> {
  const { promise: over, resolve: end } = Promise.withResolvers<string>();
  if (late.aborted) end(late.reason);
  late.addEventListener("abort", () => end(late.reason));
  void program.ended.then(() => end("it ended"));
  const stall = () => end(`not stopped for ${stalledMs} ms`);
  let stalled = setTimeout(stall, stalledMs);
  let pauses: ReturnType<typeof setInterval> | undefined;
  const seen = new SeenScripts(program);
  const stacks: PausedFrame[][] = [];
  const stopped = async (calls: readonly CallFrame[]) => {
    clearTimeout(stalled);
    stalled = setTimeout(stall, stalledMs);
    if (calls.length > 1) stacks.push(calls.map((call) => pausedFrame(call, seen.urls)));
    await seen.read(calls);
    if (stacks.length >= count) return end("stopped often enough");
    await program.ask("Debugger.resume");
    // Again and again, not after each stop: Deno forgets one now and then, and sleeps until the next message.
    // Not before --inspect-brk's own stop is over: one that comes with it leaves Deno waiting for good.
    pauses ??= setInterval(() => void program.ask("Debugger.pause"), PAUSE_EVERY_MS);
  };
  program.onEvent = ({ method, params }) => {
    if (method === "Debugger.scriptParsed") seen.add(params);
    // The program has ended, and waits for its debugger to go.
    if (method === "Runtime.executionContextDestroyed") end("it ended");
    if (method === "Debugger.paused") void stopped(params.callFrames);
  };
  for (const method of ["Runtime.enable", "Debugger.enable", "Runtime.runIfWaitingForDebugger"]) {
    void program.ask(method);
  }
  const reason = await over;
  program.onEvent = () => {};
  clearInterval(pauses);
  clearTimeout(stalled);
  return { stacks, sources: seen.sources, end: reason };
}

/** The scripts of a program, whose text is asked for when one of their functions is on a stack. */
class SeenScripts {
  readonly sources = new Map<string, SourceText>();
  readonly urls = new Map<string, string>();
  readonly #program: DebuggedProgram;

  constructor(program: DebuggedProgram) {
    this.#program = program;
  }

  add({ scriptId, url }: { scriptId: string; url: string }): void {
    this.urls.set(scriptId, uniqueUrl({ scriptId, url }, this.urls));
  }

  async read(calls: readonly CallFrame[]): Promise<void> {
    for (const { location: { scriptId } } of calls) {
      const url = this.urls.get(scriptId) ?? "";
      if (this.sources.has(url)) continue;
      this.sources.set(url, { text: "" });
      const { scriptSource } = await this.#program.ask("Debugger.getScriptSource", { scriptId });
      this.sources.set(url, { text: scriptSource });
    }
  }
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
