// Each rule with code it accepts and code it refuses; then the table and the import graph of the real src.
import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import plugin, { importVisitor, LAYERS } from "./lint_layers.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Lints `code` as if it stood in `path` of this repository; "rule: message" per problem. */
function lint(path: string, code: string): string[] {
  return Deno.lint.runPlugin(plugin, join(root, path), code)
    .map(({ id, message }) => `${id.replace("layers/", "")}: ${message}`);
}

/** The first problem's message without the rule's name; "" when there is none. */
function problem(path: string, code: string): string {
  return lint(path, code)[0]?.replace(/^[a-z-]+: /, "") ?? "";
}

Deno.test("import-table accepts what the table lists", () => {
  const accepted: [path: string, code: string][] = [
    ["src/format/pprof.ts", 'import { a } from "../model/profile.ts";'],
    ["src/format/pprof.ts", 'import { UserError } from "../errors.ts";'],
    ["src/format/pprof.ts", 'import { b } from "./protobuf.ts";'],
    ["src/dashboard/client/flame.ts", 'import { a } from "../../model/profile.ts";'],
    ["src/dashboard/app.tsx", 'import { Hono } from "hono"; import { css } from "hono/css";'],
    ["src/store/profile_dir.ts", 'import { join } from "@std/path"; import fs from "node:fs";'],
    ["src/wire/records.ts", 'import type { A } from "../model/profile.ts";'],
    ["src/wire/records.ts", 'import { type A, type B } from "../model/profile.ts";'],
    ["src/wire/records.ts", 'let a: import("../model/profile.ts").A;'],
    ["src/agent/agent.ts", 'import type { Session } from "node:inspector"; import(name);'],
    ["src/cli/cli.ts", 'import { a } from "../supervisor/supervisor.ts";'],
    ["src/cli/cli.ts", 'import config from "../../deno.json" with { type: "json" };'],
    ["main.ts", 'await import("./src/agent/agent.ts"); await import("./src/cli/cli.ts");'],
    ["src/model/profile_test.ts", 'import { a } from "../supervisor/supervisor.ts";'],
    ["tests/e2e/serve_test.ts", 'import { a } from "../../src/agent/agent.ts";'],
  ];
  for (const [path, code] of accepted) assert.deepEqual(lint(path, code), [], `${path}: ${code}`);
});

Deno.test("import-table refuses what the table does not list", () => {
  const refused: [path: string, code: string, message: string][] = [
    ["src/model/a.ts", 'import { a } from "../format/b.ts";', "model may not import format"],
    ["src/model/a.ts", 'import { a } from "../errors.ts";', "model may not import errors"],
    ["src/model/a.ts", 'export { a } from "../format/b.ts";', "model may not import format"],
    ["src/model/a.ts", 'export * from "../format/b.ts";', "model may not import format"],
    ["src/model/a.ts", 'await import("../format/b.ts");', "model may not import format"],
    ["src/model/a.ts", 'let a: import("../cli/b.ts").A;', "model may not import cli"],
    ["src/model/a.ts", 'import fs from "node:fs";', 'model may not import package "node:fs"'],
    ["src/dashboard/a.ts", 'import "honolulu";', 'dashboard may not import package "honolulu"'],
    ["src/wire/a.ts", 'import { a } from "../model/b.ts";', "wire may not import model"],
    ["src/wire/a.ts", 'import { a, type B } from "../model/b.ts";', "wire may not import model"],
    ["src/wire/a.ts", 'import "../model/b.ts";', "wire may not import model"],
    [
      "src/agent/a.ts",
      'import { a } from "@std/path";',
      'agent may not import package "@std/path"',
    ],
    ["src/cli/a.ts", 'import { a } from "../agent/b.ts";', "cli may not import agent"],
    ["src/cli/a.ts", "await import(name);", "cli may not import what is named at run time"],
    ["src/cli/a.ts", 'import "../../scripts/b.ts";', 'cli may not import "scripts/b.ts"'],
    ["src/cli/a.ts", 'import "./b_test.ts";', 'cli may not import the test "src/cli/b_test.ts"'],
    ["main.ts", 'import { a } from "./src/cli/cli.ts";', "main may not import cli"],
    ["src/new/a.ts", 'import "./b.ts";', 'Folder "new" has no row in the import table'],
  ];
  for (const [path, code, message] of refused) {
    assert.equal(problem(path, code), message, `${path}: ${code}`);
  }
});

Deno.test("import-table says in the hint what is allowed", () => {
  const code = 'import { a } from "../cli/cli.ts";';
  const [wire] = Deno.lint.runPlugin(plugin, join(root, "src/wire/a.ts"), code);
  assert.equal(wire?.hint, "Allowed: types of model");
  const [supervisor] = Deno.lint.runPlugin(plugin, join(root, "src/supervisor/a.ts"), code);
  assert.equal(
    supervisor?.hint,
    "Allowed: model, format, store, wire, gate, errors, packages node: @std/",
  );
});

Deno.test("purity refuses the name Deno in model and format, in any disguise", () => {
  for (const code of ["Deno.cwd();", "const { cwd } = Deno;", "globalThis.Deno;"]) {
    assert.deepEqual(lint("src/model/a.ts", code), ["purity: model is pure: no Deno here"]);
    assert.deepEqual(lint("src/format/a.ts", code), ["purity: format is pure: no Deno here"]);
    assert.deepEqual(lint("src/store/a.ts", code), []);
    assert.deepEqual(lint("src/model/a_test.ts", code), []);
  }
  assert.deepEqual(lint("src/model/a.ts", 'const name = "Deno";'), []);
});

Deno.test("file-names refuses names that say nothing", () => {
  const message = 'file-names: "utils" says nothing about the file';
  assert.deepEqual(lint("src/model/utils.ts", "export {};"), [message]);
  assert.deepEqual(lint("src/model/utils_test.ts", "export {};"), [message]);
  assert.equal(problem("tests/e2e/index.tsx", "1;"), '"index" says nothing about the file');
  assert.deepEqual(lint("src/model/call_graph.ts", "export {};"), []);
  assert.deepEqual(lint("tests/apps/express/index.js", "1;"), []);
});

Deno.test("function-length counts the lines of every kind of function", () => {
  // Between the braces' own two lines.
  const body = (lines: number) => "{\n" + "work();\n".repeat(lines - 2) + "}";
  const kinds = [
    (lines: number) => `function a() ${body(lines)}`,
    (lines: number) => `const a = () => ${body(lines)};`,
    (lines: number) => `const a = function () ${body(lines)};`,
    (lines: number) => `class A { a() ${body(lines)} }`,
  ];
  for (const kind of kinds) {
    assert.deepEqual(lint("src/model/a.ts", kind(60)), []);
    assert.deepEqual(lint("src/model/a.ts", kind(61)), [
      "function-length: Function has 61 lines, 60 at most",
    ]);
    assert.deepEqual(lint("tests/apps/shop.ts", kind(61)), []);
  }
});

Deno.test("file-length allows 400 lines", () => {
  assert.deepEqual(lint("src/model/a.ts", "work();\n".repeat(400)), []);
  assert.deepEqual(lint("src/model/a.ts", "work();\n".repeat(401)), [
    "file-length: File has 401 lines, 400 at most",
  ]);
});

Deno.test("message-style wants a capital letter and no period", () => {
  const good = [
    '"Cannot read the file"',
    "`Cannot use --prof-file ${quoted}: unknown field`",
    "`${name} is not a folder`",
    '"Cannot read " + path',
    "message",
  ];
  for (const message of good) {
    assert.deepEqual(lint("src/cli/a.ts", `throw new UserError(${message});`), []);
  }
  const capital = "message-style: UserError starts with a capital letter";
  const period = "message-style: UserError ends without a period";
  const bad: [message: string, ...problems: string[]][] = [
    ['"cannot read the file"', capital],
    ['"--port is not a number"', capital],
    ['"Cannot read the file."', period],
    ["`cannot read ${path}.`", capital, period],
    ['"cannot read " + path + "."', capital, period],
  ];
  for (const [message, ...problems] of bad) {
    assert.deepEqual(lint("src/cli/a.ts", `throw new UserError(${message});`), problems);
  }
  assert.deepEqual(lint("src/cli/a.ts", 'new Error("any style.");'), []);
});

Deno.test("a waiver with a reason silences a rule in the real linter", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "scripts"));
    await Deno.copyFile(
      join(root, "scripts/lint_layers.ts"),
      join(folder, "scripts/lint_layers.ts"),
    );
    const config = { lint: { plugins: ["./scripts/lint_layers.ts"] } };
    await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(config));
    const long = "export const a = 1;\n" + "work(a);\n".repeat(400);
    await Deno.writeTextFile(join(folder, "long.ts"), long);
    assert.match(await lintFolder(folder), /layers\/file-length.*File has 401 lines/s);
    const waiver = "// deno-lint-ignore-file layers/file-length -- one table, no logic\n";
    await Deno.writeTextFile(join(folder, "long.ts"), waiver + long);
    assert.equal(await lintFolder(folder), "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** What `deno lint` complains about in `folder`, "" when it is content. */
async function lintFolder(folder: string): Promise<string> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["lint", "long.ts"],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  return success ? "" : new TextDecoder().decode(stderr);
}

Deno.test("the table names every folder and file of src", () => {
  for (const { name, isDirectory } of Deno.readDirSync(join(root, "src"))) {
    if (!isDirectory && !/(?<!\.d)\.tsx?$/.test(name)) continue;
    const layer = isDirectory ? name : name.replace(/\.tsx?$/, "");
    assert.ok(layer in LAYERS, `src/${name} has no row in LAYERS`);
  }
});

Deno.test("the table allows no cycle between folders", () => {
  const edges = new Map(
    Object.entries(LAYERS).map(([name, { imports = [], types = [] }]) => [
      name,
      [...imports, ...types],
    ]),
  );
  assert.equal(findCycle(edges), undefined);
});

Deno.test("the files of src import each other without a cycle", () => {
  const edges = new Map(sourceFiles(join(root, "src")).map((file) => [file, valueImports(file)]));
  assert.ok(edges.size > 5, "src was found");
  assert.equal(findCycle(edges), undefined);
});

Deno.test("findCycle() names the nodes of a cycle", () => {
  const edges = { a: ["b"], b: ["c", "d"], c: [], d: ["b"] };
  assert.deepEqual(findCycle(new Map(Object.entries(edges))), ["b", "d", "b"]);
});

function sourceFiles(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return sourceFiles(path);
    return /(?<!_test|\.d)\.tsx?$/.test(name) ? [path] : [];
  });
}

/** Types are erased, so two files may name each other's types: only code counts. */
function valueImports(file: string): string[] {
  const found: string[] = [];
  const collect: Deno.lint.Plugin = {
    name: "collect",
    rules: {
      imports: {
        create: () =>
          importVisitor((_node, { specifier, kind }) => {
            const isLocal = specifier?.startsWith(".") && kind === "value";
            if (isLocal) found.push(resolve(dirname(file), specifier!));
          }),
      },
    },
  };
  Deno.lint.runPlugin(collect, file, Deno.readTextFileSync(file));
  return found;
}

/** The nodes of one cycle, its first node repeated at the end; undefined when there is none. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  function visit(node: string): string[] | undefined {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(node);
    return undefined;
  }
  for (const node of edges.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return undefined;
}
