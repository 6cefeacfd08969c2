import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../errors.ts";
import { commands } from "./commands.ts";
import { parseArgs } from "./parse_args.ts";

const { serve, gather, convert } = commands;

/** Asserts that parsing fails as wrong usage, with this message and hint. */
function fails(parse: () => unknown, message: string, hint = ""): void {
  assert.throws(parse, (error) => {
    assert.ok(error instanceof UserError);
    assert.deepEqual([error.message, error.hint, error.exitCode], [message, hint, 2]);
    return true;
  });
}

Deno.test("parseArgs() fills in defaults", () => {
  const { operands, options, appArgs } = parseArgs(serve, ["app.ts"]);
  assert.deepEqual(operands, ["app.ts"]);
  assert.deepEqual(appArgs, []);
  assert.equal(options["prof-path"], undefined);
  assert.equal(options["prof-file"], "{path}.{duration:06d}ms.{time}");
  assert.equal(options["min-ms"], 0);
  assert.equal(options["sampling-interval"], undefined);
  assert.equal(options.kcachegrind, false);
  assert.deepEqual(options.skip, []);
  assert.deepEqual(options.format, []);
});

Deno.test("parseArgs() reads every kind of option, in any place", () => {
  const { operands, options } = parseArgs(serve, [
    ..."--skip /a --min-ms 2.5 app.ts --kcachegrind --format callgrind 0:80 --skip=/b".split(" "),
  ]);
  assert.deepEqual(operands, ["app.ts", "0:80"]);
  assert.deepEqual(options.skip, ["/a", "/b"]);
  assert.equal(options["min-ms"], 2.5);
  assert.equal(options.kcachegrind, true);
  assert.deepEqual(options.format, ["callgrind"]);
});

Deno.test("parseArgs() types values so that commands need no casts", () => {
  const { options } = parseArgs(gather, ["d", "--by", "path"]);
  const by: "route" | "path" | "method" | "status" | "all" = options.by;
  const formats:
    readonly ("cpuprofile" | "callgrind" | "pprof" | "speedscope" | "folded" | "markdown")[] =
      options.format;
  const out: string | undefined = options.o;
  const isJson: boolean = options.json;
  const interval: number | undefined = parseArgs(serve, ["m"]).options["sampling-interval"];
  assert.deepEqual([by, formats, out, isJson, interval], ["path", [], undefined, false, undefined]);
});

Deno.test("parseArgs() keeps values as they were written", () => {
  assert.deepEqual(parseArgs(convert, ["007", "1e3", "-", "false"]).operands, [
    "007",
    "1e3",
    "-",
    "false",
  ]);
  assert.equal(parseArgs(serve, ["m", "--prof-file=-x"]).options["prof-file"], "-x");
  assert.equal(parseArgs(serve, ["m", "--prof-file", "0100"]).options["prof-file"], "0100");
  assert.equal(parseArgs(serve, ["m", "--prof-file=a=b"]).options["prof-file"], "a=b");
});

Deno.test("parseArgs() does not take a word after a flag for its value", () => {
  const { operands, options } = parseArgs(gather, ["--json", "false", "--delete", "true"]);
  assert.deepEqual(operands, ["false", "true"]);
  assert.deepEqual([options.json, options.delete], [true, true]);
});

Deno.test("parseArgs() reads -o in all its spellings", () => {
  for (const args of [["-o", "out"], ["-oout"]]) {
    assert.equal(parseArgs(convert, ["f", ...args]).options.o, "out");
  }
  assert.equal(parseArgs(convert, ["f", "-o", "-"]).options.o, "-");
});

Deno.test("parseArgs() takes the last of an option that cannot be repeated", () => {
  assert.equal(parseArgs(gather, ["d", "--by", "path", "--by", "all"]).options.by, "all");
});

Deno.test("parseArgs() leaves what follows -- to the app, or takes it for files", () => {
  const args = ["m", "--quiet", "--", "--quiet", "-x", "--", "y"];
  assert.deepEqual(parseArgs(serve, args).appArgs, ["--quiet", "-x", "--", "y"]);
  assert.deepEqual(parseArgs(serve, args).operands, ["m"]);
  assert.deepEqual(parseArgs(convert, ["--", "-odd", "--name"]).operands, ["-odd", "--name"]);
});

Deno.test("parseArgs() refuses unknown options and suggests near ones", () => {
  fails(
    () => parseArgs(serve, ["m", "--prof-fil", "x"]),
    'Unknown option "--prof-fil"',
    "Did you mean --prof-file?",
  );
  fails(
    () => parseArgs(serve, ["m", "--database=x"]),
    'Unknown option "--database"',
    "Arguments for the app come after --; all options: runprofileserver serve --help",
  );
  fails(
    () => parseArgs(gather, ["d", "-x"]),
    'Unknown option "-x"',
    "All options: runprofileserver gather --help",
  );
});

Deno.test("parseArgs() refuses names that only look like options", () => {
  for (const name of ["--o", "--h", "--__proto__", "--constructor", "---json", "--a.b"]) {
    assert.throws(
      () => parseArgs(gather, ["d", `${name}=x`]),
      { message: `Unknown option "${name}"` },
    );
  }
  // node:util reads -help as -h -e -l -p; saying so about -e is as good as it gets.
  fails(
    () => parseArgs(gather, ["d", "-elp"]),
    'Unknown option "-e"',
    "All options: runprofileserver gather --help",
  );
});

Deno.test("parseArgs() refuses a missing value", () => {
  fails(
    () => parseArgs(serve, ["m", "--prof-path"]),
    "Missing value for --prof-path",
    "Write --prof-path DIR",
  );
  fails(
    () => parseArgs(serve, ["m", "--prof-path", ""]),
    "Missing value for --prof-path",
    "Write --prof-path DIR",
  );
  fails(
    () => parseArgs(serve, ["m", "--prof-path", "--quiet"]),
    "Missing value for --prof-path",
    "Write --prof-path=--quiet if --quiet is the value",
  );
  fails(() => parseArgs(convert, ["f", "-o"]), "Missing value for -o", "Write -o OUT");
});

Deno.test("parseArgs() refuses a value for a flag", () => {
  fails(
    () => parseArgs(serve, ["m", "--kcachegrind=x"]),
    "Cannot use --kcachegrind=x: it takes no value",
    "Write --kcachegrind",
  );
});

Deno.test("parseArgs() refuses numbers that are none or out of range", () => {
  for (const value of ["abc", "-1", "1e3", "0x10", "NaN", "Infinity", " 1", "1.", "1,5"]) {
    fails(
      () => parseArgs(serve, ["m", `--min-ms=${value}`]),
      `Cannot use --min-ms "${value}": expected a number of milliseconds, 0 or more`,
    );
  }
  for (const value of ["0", "1.5", "99999999999999999999"]) {
    fails(
      () => parseArgs(serve, ["m", `--sampling-interval=${value}`]),
      `Cannot use --sampling-interval "${value}": expected a whole number of microseconds, 1 or more`,
    );
  }
});

Deno.test("parseArgs() refuses a value that is no choice", () => {
  fails(
    () => parseArgs(gather, ["d", "--by", "rout"]),
    'Cannot use --by "rout": expected route, path, method, status or all',
    "Did you mean route?",
  );
  fails(
    () => parseArgs(serve, ["m", "--format", "svg"]),
    'Cannot use --format "svg": expected cpuprofile, callgrind, pprof, speedscope, folded or ' +
      "markdown",
  );
});

Deno.test("parseArgs() counts operands", () => {
  fails(() => parseArgs(serve, []), "Missing MODULE");
  fails(() => parseArgs(gather, ["--json"]), "Missing DIR|FILE");
  fails(() => parseArgs(serve, ["m", "80", "x"]), 'Unexpected argument "x"');
  fails(() => parseArgs(serve, ["--", "m"]), "Missing MODULE");
  fails(() => parseArgs(gather, [""]), 'Cannot use "" as DIR|FILE: it is empty');
  fails(() => parseArgs(convert, ["a", ""]), 'Cannot use "" as FILE: it is empty');
});

Deno.test("parseArgs() never throws anything but usage errors", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(...Object.keys(gather.options).map((name) => `--${name}`), "-o", "--", "-"),
  );
  fc.assert(fc.property(fc.array(word), (args) => {
    try {
      parseArgs(gather, args);
    } catch (error) {
      assert.ok(error instanceof UserError && error.exitCode === 2, String(error));
    }
  }));
});
