// How much of what reads foreign bytes and texts the fuzzing tests reach: branches by Deno's own coverage.
import type { Bar, Report } from "./report.ts";

/** The tests that make their input up; their corpora are in tests/property/corpus and tests/oracle/fuzz_decode_cases.ts. */
const TESTS = [
  "tests/property",
  "tests/oracle/fuzz_decode_test.ts",
];
const LEAST_PERCENT = 90;
/** Files by what they read; code that only writes files is left out. */
export const GROUPS: Readonly<Record<string, RegExp>> = {
  "decoders of profiles":
    /format\/(json_value|record_at_end|chrome_trace\/\w+|cpuprofile\/cpuprofile_(call_frames|column|cursor|frame|frame_memo|frame_table|ids|json|links|nodes|order|parse|samples|scan|scan_nodes|ticks|tree))\.ts$/,
  "template parser":
    /store\/(decimal_digits|file_name|python_\w+|safe_name|name_fields|strftime)\.ts$/,
  "wire records": /(wire\/(packets|settings)|supervisor\/chunk_body)\.ts$/,
};

/** Branches of one file. */
export interface FileBranches {
  readonly file: string;
  readonly found: number;
  readonly hit: number;
}

/** The sums per file of an lcov report. */
export function readLcov(text: string): FileBranches[] {
  return text.split("end_of_record").flatMap((section) => {
    const file = /^SF:(.+)$/m.exec(section)?.[1];
    const sum = (name: string) =>
      Number(new RegExp(`^${name}:(\\d+)$`, "m").exec(section)?.[1] ?? 0);
    return file === undefined ? [] : [{ file, found: sum("BRF"), hit: sum("BRH") }];
  });
}

/** The bench: a row per file, a bar per group. Throws an Error when a test fails. */
export async function* fuzz(): AsyncGenerator<Report> {
  const dir = await Deno.makeTempDir({ prefix: "fuzz-" });
  try {
    await run("test", "-A", "--no-check", `--coverage=${dir}/raw`, ...TESTS);
    await run("coverage", `${dir}/raw`, "--lcov", `--output=${dir}/lcov`);
    yield branchReport(readLcov(await Deno.readTextFile(`${dir}/lcov`)));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A row per file; a group of which nothing was measured is at 0 %. */
export function branchReport(files: readonly FileBranches[]): Report {
  const rows: string[][] = [];
  const bars: Bar[] = [];
  for (const [group, pattern] of Object.entries(GROUPS)) {
    const own = files.filter(({ file }) => pattern.test(file));
    for (const each of own) {
      const name = each.file.slice(each.file.indexOf("/src/") + 1);
      rows.push([name, String(each.found), String(each.hit), percent([each]).toFixed(1)]);
    }
    const value = own.length === 0 ? 0 : percent(own);
    bars.push({ what: group, value, unit: "%", limit: { atLeast: LEAST_PERCENT } });
  }
  const columns = ["file", "branches", "reached", "%"];
  return { title: "Branches that fuzzing reaches", columns, rows, bars };
}

function percent(files: readonly FileBranches[]): number {
  const sum = (of: (file: FileBranches) => number) =>
    files.reduce((total, file) => total + of(file), 0);
  const found = sum(({ found }) => found);
  return found === 0 ? 100 : 100 * sum(({ hit }) => hit) / found;
}

async function run(...args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(text.decode(stdout).slice(-3000) + text.decode(stderr));
}
