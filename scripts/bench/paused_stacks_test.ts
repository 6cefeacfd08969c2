import assert from "node:assert/strict";
import { type PausedStacks, pausedStacks, type PauseLimits } from "./paused_stacks.ts";

/** A folder with the program in it, gone after use. */
async function withProgram(source: string, use: (file: string, cwd: string) => Promise<void>) {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${cwd}/program.ts`, source);
    await use(`${cwd}/program.ts`, cwd);
    assert.deepEqual(processesNaming(cwd), [], "something is left running");
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

type Runs = [PausedStacks, ...PausedStacks[]];

async function runsOf(args: readonly string[], limits: PauseLimits): Promise<Runs> {
  return await Array.fromAsync(pausedStacks(args, limits)) as Runs;
}

/** Command lines of this machine's processes that hold `text`; none where there is no /proc. */
function processesNaming(text: string): string[] {
  if (Deno.build.os !== "linux") return [];
  const found: string[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    try {
      const line = Deno.readTextFileSync(`/proc/${name}/cmdline`);
      if (/^\d+$/.test(name) && line.includes(text)) found.push(line);
    } catch {
      // No process, or one that has just ended.
    }
  }
  return found;
}

const SPINS = `function inner(): number {
  let sum = 0;
  for (let i = 0; i < 1e6; i++) sum += i;
  return sum;
}
function outer(): void {
  // On line 8:
  inner();
}
setInterval(outer);
`;

Deno.test("pausedStacks() tells the line of every caller, and the code", async () => {
  await withProgram(SPINS, async (file, cwd) => {
    // A second and third run only if Deno forgets the first.
    const runs = await runsOf([file], { count: 8, runs: 3, cwd });
    const stacks = runs.flatMap((run) => run.stacks);
    assert.equal(stacks.length, 8);
    const [inner, outer] = stacks.find(([top]) => top!.frame.name === "inner")!;
    assert.ok(inner!.line >= 1 && inner!.line <= 5);
    assert.deepEqual([outer!.frame.name, outer!.frame.line, outer!.line], ["outer", 6, 8]);
    assert.match(runs[0].sources.get(outer!.frame.url)!.text, /function inner\(\)/);
  });
});

/** Why it was not watched any longer; a run without a single stop says it in its error. */
function endOf(args: readonly string[], limits: PauseLimits): Promise<string> {
  return runsOf(args, limits).then(([{ end }]) => end, ({ message }) => message);
}

const SLEEPS = "await new Promise((resolve) => setTimeout(resolve, 1e9));";

Deno.test("pausedStacks() leaves a program that does not end when its time is over", async () => {
  await withProgram(SLEEPS, async (file, cwd) => {
    const limits = { count: 1e9, runs: 9, cwd, stalledMs: 1e9, timeoutMs: 500 };
    assert.match(await endOf([file], limits), /after 500 ms|No debugger in time/);
  });
});

Deno.test("pausedStacks() leaves a program that is not stopped for a while", async () => {
  await withProgram(SLEEPS, async (file, cwd) => {
    const end = await endOf([file], { count: 1e9, runs: 1, cwd, stalledMs: 100 });
    assert.match(end, /not stopped for 100 ms/);
  });
});

Deno.test("pausedStacks() passes on why a program does not start", async () => {
  await withProgram("", async (_, cwd) => {
    const runs = runsOf(["--no-such-flag", cwd], { count: 1, runs: 2, cwd });
    await assert.rejects(runs, /^Error: Cannot stop .*unexpected argument '--no-such-flag'/s);
  });
});
