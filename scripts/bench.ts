// deno-lint-ignore-file no-console -- prints tables
// `deno task bench [NAME...]`: is the profiler right, and what does it cost? Prints the machine and a table per
// bench; exit code 1 when a bar of the issue is missed. Overhead alone takes 22 minutes, so benches have names.
import { UserError } from "../src/errors.ts";
import { accuracy } from "./bench/accuracy.ts";
import { crashes } from "./bench/crashes.ts";
import { formats } from "./bench/formats.ts";
import { gather } from "./bench/gather.ts";
import { fuzz } from "./bench/fuzz.ts";
import { idle } from "./bench/idle.ts";
import { lines } from "./bench/lines.ts";
import { describeMachine } from "./bench/machine.ts";
import { memory } from "./bench/memory.ts";
import { overhead } from "./bench/overhead.ts";
import { reload } from "./bench/reload.ts";
import { requests } from "./bench/requests.ts";
import { type Bar, formatReport, isMet, type Report } from "./bench/report.ts";
import { soak } from "./bench/soak.ts";
import { runScript } from "./run_script.ts";

const benches: Readonly<Record<string, () => AsyncIterable<Report>>> = {
  accuracy,
  overhead,
  idle,
  memory,
  formats,
  soak,
  fuzz,
  lines,
  gather,
  reload,
  requests,
  crashes,
};

/** Runs the benches named, or all. Throws a UserError for an unknown name and when a bar is missed. */
export async function bench(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(benches, name));
  if (unknown !== undefined) {
    const hint = `Benches are ${Object.keys(benches).join(", ")}`;
    throw new UserError(`Cannot run bench "${unknown}": there is no such bench`, {
      hint,
      exitCode: 2,
    });
  }
  const missed: Bar[] = [];
  for (const name of names.length > 0 ? names : Object.keys(benches)) {
    console.log(`${describeMachine()}\n`);
    for await (const report of benches[name]!()) {
      console.log(formatReport(report));
      missed.push(...report.bars.filter((bar) => !isMet(bar)));
    }
  }
  if (missed.length === 0) return;
  throw new UserError(`Bars missed: ${missed.map(({ what }) => what).join(", ")}`, {
    hint: "A busy machine can miss bars of time: see its load above the tables",
  });
}

if (import.meta.main) await runScript(bench);
