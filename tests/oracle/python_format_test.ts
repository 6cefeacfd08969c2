// CPython is the judge of src/store/python_format.ts: 808 recorded vectors, and thousands of random ones
// that one python3 process answers. Missing material skips the test here and fails it in CI.
import assert from "node:assert/strict";
import { FormatError, type FormatValue } from "../../src/store/python_format.ts";
import { parsePythonTemplate, renderTemplate } from "../../src/store/python_template.ts";
import { strftime } from "../../src/store/strftime.ts";

interface Vector {
  readonly template: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly ok?: string;
  readonly error?: string;
}

const SHARED = Deno.env.get("RPS_SHARED") ??
  `${import.meta.dirname}/../../../shared`;
const VECTORS = `${SHARED}/oracles/prof_file_format.json`;

const PYTHON = `
import datetime, json, sys
kinds = {"str": str, "int": int, "float": float}
def answer(vector):
    try:
        if "date" in vector:
            when = datetime.datetime.fromtimestamp(vector["date"] / 1000, datetime.timezone.utc)
            return {"ok": when.strftime(vector["template"])}
        values = {name: kinds[kind](text) for name, (kind, text) in vector["values"].items()}
        return {"ok": vector["template"].format(**values)}
    except Exception as error:
        return {"error": type(error).__name__}
json.dump([answer(vector) for vector in json.load(sys.stdin)], sys.stdout)
`;

/** Registers a test that needs something from outside of the repository. */
function oracleTest(name: string, missing: string, run: () => void | Promise<void>): void {
  const isSkipped = missing !== "" && !Deno.env.get("CI");
  Deno.test({
    name: isSkipped ? `${name} (skipped: ${missing})` : name,
    ignore: isSkipped,
    fn: () => missing ? assert.fail(missing) : run(),
  });
}

function missingVectors(): string {
  try {
    Deno.statSync(VECTORS);
    return "";
  } catch {
    return `no ${VECTORS}`;
  }
}

/** 3.11 brought "z", 3.14 grouping behind the point. */
function missingPython(): string {
  try {
    const { stdout } = new Deno.Command("python3", { args: ["--version"] }).outputSync();
    const version = new TextDecoder().decode(stdout).trim();
    return /^Python 3\.1[1-3]\./.test(version) ? "" : `needs Python 3.11 to 3.13, not ${version}`;
  } catch {
    return "no python3";
  }
}

/** Our answer in the oracle's shape: which error it is does not matter. */
function ourAnswer(template: string, values: Readonly<Record<string, FormatValue>>): string | null {
  try {
    return renderTemplate(parsePythonTemplate(template), (name) => values[name]);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

async function askPython(vectors: readonly unknown[]): Promise<(string | null)[]> {
  const python = new Deno.Command("python3", {
    args: ["-c", PYTHON],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  // Python reads all of its input before it writes.
  const writer = python.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(vectors)));
  await writer.close();
  const { success, stdout } = await python.output();
  assert.ok(success, "python3 failed");
  const answers: { ok?: string }[] = JSON.parse(new TextDecoder().decode(stdout));
  return answers.map((answer) => answer.ok ?? null);
}

oracleTest("python_format agrees with every recorded vector", missingVectors(), () => {
  const vectors: Vector[] = JSON.parse(Deno.readTextFileSync(VECTORS));
  assert.ok(vectors.length >= 808, `${vectors.length} vectors`);
  for (const { template, values, ok } of vectors) {
    const typed = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === "number" && name !== "load" ? BigInt(value) : value,
      ]),
    );
    assert.equal(ourAnswer(template, typed), ok ?? null, `${template} ${JSON.stringify(values)}`);
  }
});

oracleTest("python_format agrees with python3 on random templates", missingPython(), async () => {
  const random = seededRandom(20261122);
  const cases = Array.from({ length: 12_000 }, () => ({
    template: randomTemplate(random),
    values: {
      path: randomText(random),
      time: randomInt(random),
      load: randomFloat(random),
      width: BigInt(Math.floor(random() * 40)),
    },
  }));
  const answers = await askPython(cases.map(({ template, values }) => ({
    template,
    values: {
      path: ["str", values.path],
      time: ["int", `${values.time}`],
      load: ["float", pythonFloat(values.load)],
      width: ["int", `${values.width}`],
    },
  })));
  cases.forEach(({ template, values }, index) => {
    const shown = `${template} with ${values.path}, ${values.time}, ${values.load}`;
    assert.equal(ourAnswer(template, values), answers[index], shown);
  });
  const fine = answers.filter((answer) => answer !== null).length;
  assert.ok(fine > 3000 && fine < 11_000, `${fine} of ${answers.length} are valid`);
});

oracleTest("strftime() agrees with python3", missingPython(), async () => {
  const random = seededRandom(7);
  const template = "%a %A %b %B %d %f %F %H %I %j %m %M %p %S %T %u %w %y %Y %z %Z %%";
  const dates = Array.from({ length: 500 }, () => Math.floor(random() * 4e12));
  const answers = await askPython(dates.map((date) => ({ template, date })));
  dates.forEach((date, index) => assert.equal(strftime(new Date(date), template), answers[index]));
});

type Random = () => number;

/** Numbers in [0, 1), the same ones for the same seed (a linear congruential generator). */
function seededRandom(seed: number): Random {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 32n) / 2 ** 32;
  };
}

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}

/** Mostly one field with a spec; now and then a heap of the template language's tokens. */
function randomTemplate(random: Random): string {
  if (random() < 0.2) {
    const tokens = [
      "{",
      "}",
      "{{",
      "}}",
      "{path",
      "{width",
      "load",
      ":",
      "!r",
      "!s",
      "!a",
      "x",
      "5",
    ];
    return Array.from({ length: 1 + random() * 8 }, () => pick(random, tokens)).join("");
  }
  const spec = random() < 0.1 ? `${pick(random, [">", "0", ""])}{width}` : randomSpec(random);
  const conversion = random() < 0.1 ? pick(random, ["!r", "!s", "!a"]) : "";
  return `a{${pick(random, ["path", "time", "load"])}${conversion}:${spec}}b`;
}

function randomSpec(random: Random): string {
  const maybe = (chance: number, text: () => string) => random() < chance ? text() : "";
  const align = () => pick(random, ["<", ">", "^", "="]);
  return maybe(
    0.3,
    () => maybe(0.6, () => pick(random, ["*", "0", "é", "😀", "<", "-"])) + align(),
  ) +
    maybe(0.2, () => pick(random, ["+", "-", " "])) +
    maybe(0.05, () => "z") +
    maybe(0.2, () => "#") +
    maybe(0.3, () => "0") +
    maybe(0.5, () => String(Math.floor(random() * 45))) +
    maybe(0.2, () => pick(random, [",", "_"])) +
    maybe(0.3, () => `.${maybe(0.97, () => String(Math.floor(random() ** 3 * 400)))}`) +
    maybe(0.7, () => pick(random, [..."bcdeEfFgGnosxX%"]));
}

function randomText(random: Random): string {
  const pieces = [
    "a",
    "users",
    ".",
    "é",
    "日本",
    "😀",
    "'",
    '"',
    "\\",
    "\n",
    "\u2028",
    "\x7f",
    "\xa0",
  ];
  return Array.from({ length: random() * 6 }, () => pick(random, pieces)).join("");
}

function randomInt(random: Random): bigint {
  const size = pick(random, [10, 200, 60_000, 2 ** 31, 2 ** 52]);
  const sign = random() < 0.2 ? -1n : 1n;
  const factor = random() < 0.05 ? 10n ** BigInt(Math.floor(random() * 330)) : 1n;
  return sign * factor * BigInt(Math.floor(random() * size));
}

/** Of every magnitude, with ties of rounding and the special values. */
function randomFloat(random: Random): number {
  const sign = random() < 0.3 ? -1 : 1;
  if (random() < 0.1) {
    return sign * pick(random, [0, NaN, Infinity, 5e-324, Number.MAX_VALUE, 1e16]);
  }
  if (random() < 0.3) return sign * Math.floor(random() * 4000) / 2 ** Math.floor(random() * 8);
  const value = random() * 10 ** Math.floor(random() * 44 - 12);
  return sign * (random() < 0.1 ? value * 10 ** (random() * 500 - 250) : value);
}

function pythonFloat(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}
