// Is a call shown on its line? Programs are stopped by a debugger, which knows the line of every caller, and
// FrameSources is asked for the same calls.
import { fileURLToPath } from "node:url";
import { CallLines } from "../../src/format/source/call_lines.ts";
import { FrameSources } from "../../src/format/source/frame_sources.ts";
import { largeProfile } from "./large_profile.ts";
import { type PausedStacks, pausedStacks } from "./paused_stacks.ts";
import type { Report } from "./report.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STOPS = 600;
/** Runs of a program that is too short for so many stops, or that Deno stops no more. */
const RUNS = 12;

/** Programs in different styles: ours, one large file, many files of CommonJS, minified bundles. */
const PROGRAMS: Readonly<Record<string, (file: string) => readonly string[]>> = {
  "convert": (file) => [`${ROOT}main.ts`, "convert", file, "-o", `${file}.callgrind`],
  "tsc 5.9.2": () => [
    "npm:typescript@5.9.2/tsc",
    ..."--noEmit --target esnext --module esnext --moduleResolution bundler".split(" "),
    "--allowImportingTsExtensions",
    `${ROOT}src/format/codecs.ts`,
  ],
  "eslint 9.30.0": () => [
    "npm:eslint@9.30.0",
    ..."--no-config-lookup --rule indent:1 --rule no-undef:1 --rule no-unused-vars:1".split(" "),
    "*.js",
  ],
  "prettier 3.6.2": () => ["npm:prettier@3.6.2/prettier", "--check", `${ROOT}src/format`],
};

/** The bench: how many calls of real programs are shown on their line, with and without the search. */
export async function* lines(): AsyncGenerator<Report> {
  const cwd = await Deno.makeTempDir();
  try {
    const file = `${cwd}/a.cpuprofile`;
    await Deno.writeFile(file, largeProfile({ nodes: 20_000, samples: 200_000, functions: 900 }));
    // Something for eslint: what is there, as JavaScript.
    await Deno.writeTextFile(`${cwd}/a.js`, madeSource(4_000));
    const all = new Tally();
    const rows: string[][] = [];
    for (const [name, args] of Object.entries(PROGRAMS)) {
      const tally = new Tally();
      for await (const stacks of pausedStacks(args(file), { count: STOPS, runs: RUNS, cwd })) {
        tally.add(stacks);
        all.add(stacks);
      }
      rows.push(tally.row(name));
    }
    yield {
      title: "Lines of calls, weighted by how often they were on the stack, in percent",
      columns: [
        "program",
        "stacks",
        "calls",
        "line found",
        "of these right",
        "shown right",
        "before",
      ],
      rows,
      bars: [
        {
          what: "lines found",
          value: 100 * all.found / all.calls,
          unit: "% of calls",
          limit: { atLeast: 50 },
        },
        {
          what: "right lines",
          value: 100 * all.right / all.found,
          unit: "% of those found",
          limit: { atLeast: 99 },
        },
      ],
    };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

/** Functions that use variables, for a linter to chew on. */
function madeSource(functions: number): string {
  return Array.from(
    { length: functions },
    (_, i) =>
      `function f${i}(a, b) {\n  const c = a + b * ${i};\n  return f${i >> 1}(c, () => b);\n}`,
  ).join("\n");
}

/** Counts of calls on stacks. */
class Tally {
  stacks = 0;
  calls = 0;
  found = 0;
  right = 0;
  /** Where the line found is shown, or else that of the caller's beginning. */
  shownRight = 0;
  /** Where that of the caller's beginning is always shown. */
  firstRight = 0;

  add({ stacks, sources }: PausedStacks): void {
    this.stacks += stacks.length;
    const readSource = (url: string) => sources.get(url);
    const frameSources = new FrameSources(readSource);
    const shown = new CallLines(readSource);
    for (const stack of stacks) {
      for (let i = 1; i < stack.length; i++) {
        const [callee, { frame: caller, line }] = [stack[i - 1]!.frame, stack[i]!];
        const found = frameSources.callLine(caller, callee);
        this.calls++;
        if (found > 0) this.found++;
        if (found === line) this.right++;
        if (shown.line(caller, callee) === line) this.shownRight++;
        if (caller.line === line) this.firstRight++;
      }
    }
  }

  row(name: string): string[] {
    const shares = [this.found, this.right, this.shownRight, this.firstRight];
    const wholes = [this.calls, this.found, this.calls, this.calls];
    const percents = shares.map((share, i) => (100 * share / wholes[i]!).toFixed(1));
    return [name, `${this.stacks}`, `${this.calls}`, ...percents];
  }
}
