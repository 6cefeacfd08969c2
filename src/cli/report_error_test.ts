import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import { Interrupted } from "./interrupt.ts";
import { reportError } from "./report_error.ts";
import { recordedTerminal } from "./terminal_test_rig.ts";
import { VERSION } from "./version.ts";

/** Reports `error` and returns the exit code and what stderr shows. */
function report(error: unknown, { isQuiet = false } = {}): { code: number; text: string } {
  const { terminal, streams } = recordedTerminal({ isQuiet });
  const run = { usage: "runprofileserver convert FILE...", args: ["convert", "a b"] };
  const code = reportError(error, run, terminal);
  assert.equal(streams.stdout, "");
  return { code, text: streams.stderr };
}

Deno.test("reportError() prints message and hint of failed work", () => {
  const error = new UserError('Cannot read "a": no such file', { hint: "Check the name" });
  assert.deepEqual(report(error, { isQuiet: true }), {
    code: 1,
    text: 'error: Cannot read "a": no such file\n  hint: Check the name\n',
  });
});

Deno.test("reportError() adds the usage line to wrong usage only", () => {
  assert.deepEqual(report(new UserError("Missing FILE", { exitCode: 2 })), {
    code: 2,
    text: "error: Missing FILE\n  usage: runprofileserver convert FILE...\n",
  });
});

Deno.test("reportError() says that an interrupted run was interrupted", () => {
  assert.deepEqual(report(new Interrupted()), { code: 130, text: "Interrupted\n" });
});

Deno.test("reportError() has nothing to say to a reader that has gone", () => {
  assert.deepEqual(report(new Deno.errors.BrokenPipe()), { code: 1, text: "" });
});

Deno.test("reportError() gives a bug everything a report needs", () => {
  const cause = new RangeError("Node 3 has no frame");
  const { code, text } = report(new Error("while reading x\x1b", { cause }), { isQuiet: true });
  assert.equal(code, 70);
  assert.ok(
    text.startsWith("error: Internal error: while reading x\\u{1b}\n  hint: This is a bug"),
  );
  assert.ok(text.includes(`runprofileserver ${VERSION}, Deno ${Deno.version.deno}, V8 `));
  assert.ok(text.includes('arguments ["convert","a b"]\n'));
  assert.match(text, /\nError: while reading x\\u\{1b\}\n {4}at .*report_error_test\.ts/);
  assert.match(text, /\nCaused by: RangeError: Node 3 has no frame\n {4}at /);
});

Deno.test("reportError() copes with anything that can be thrown", () => {
  for (const thrown of [undefined, null, "text", 7, { message: "m" }]) {
    assert.equal(report(thrown).code, 70);
  }
});
