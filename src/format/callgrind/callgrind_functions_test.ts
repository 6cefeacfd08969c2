import assert from "node:assert/strict";
import { callColumns } from "../../model/call_columns.ts";
import type { Frame } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { ByteWriter } from "../byte_writer.ts";
import { CallLines } from "../source/call_lines.ts";
import { writeFunctions } from "./callgrind_functions.ts";
import { lineCosts } from "./callgrind_line_costs.ts";
import { nameFunctions } from "./callgrind_names.ts";
import type { SourceText } from "../codec.ts";

function frame(name: string, line: number, kind: Frame["kind"] = "app"): Frame {
  return { name, url: "file:///a.ts", line, column: 1, kind };
}

/** The blocks for stacks of 100 us each, outermost first; the root's own block is left out. */
function blocks(...stacks: readonly (readonly Frame[])[]): string[] {
  return blocksWith(undefined, ...stacks);
}

/** The same with the text of the one file. */
function blocksWith(
  source: SourceText | undefined,
  ...stacks: readonly (readonly Frame[])[]
): string[] {
  const builder = new ProfileBuilder(0);
  for (const stack of stacks) {
    builder.sample(stack.reduce((parent, one) => builder.node(parent, one), 0), 100);
  }
  const { profile, names } = nameFunctions(builder.build(), "");
  const writer = new ByteWriter();
  const lines = lineCosts(profile, profile.weights);
  writeFunctions(writer, {
    calls: callColumns(profile),
    names,
    lines,
    frames: profile.frames,
    callLines: new CallLines(() => source),
  });
  return new TextDecoder().decode(writer.view()).trimEnd().split("\n\n").slice(1);
}

const f = frame("f", 3);
const g = frame("g", 9);

Deno.test("writeFunctions() defines a name where it comes first and calls it by its id later", () => {
  assert.deepEqual(blocks([f], [f, g]), [
    "ob=(2)\nfl=(2)\nfn=(2)\n3 100 0 1\n" +
    "cob=(2)\ncfi=(2)\ncfn=(3) g /a.ts:9:1\ncalls=1 9\n3 100 0 1",
    "ob=(2)\nfl=(2)\nfn=(3)\n9 100 0 1",
  ]);
});

Deno.test("writeFunctions() puts a call of an await on the line of the await", () => {
  const [block] = blocks([f, frame("(await)", 5, "wait")]);
  assert.match(block!, /^ob=.*\ncalls=1 5\n5 0 100 1$/s);
  // In another file that line would mean nothing.
  const [other] = blocks([f, { ...frame("(await)", 5, "wait"), url: "file:///b.ts" }]);
  assert.match(other!, /\ncalls=1 5\n3 0 100 1$/);
});

Deno.test("writeFunctions() puts a call on its line of the source", () => {
  const text = "\n\nfunction f() {\n  return 1 +\n    g();\n}\n";
  const [block] = blocksWith({ text }, [f, g]);
  assert.match(block!, /\ncalls=1 9\n5 100 0 1$/);
});

Deno.test("writeFunctions() gives a function without self cost a line of zeros", () => {
  const [block] = blocks([f, g]);
  assert.match(block!, /^ob=\(2\)\nfl=\(2\)\nfn=\(2\)\n3 0 0 0\ncob=/);
});

Deno.test("writeFunctions() writes re-entry as a function of its own that calls nobody", () => {
  const written = blocks([f, g, f, g]);
  assert.deepEqual(written.slice(2), [
    "ob=(2)\nfl=(2)\nfn=(5)\n3 0 0 0",
    "ob=(2)\nfl=(2)\nfn=(4)\n9 0 0 0",
  ]);
  assert.match(written.join("\n"), /cfn=\(5\) f'2 \/a\.ts:3:1\n/);
});
