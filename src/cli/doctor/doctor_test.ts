// The parts are tested beside their files; here is what doctor makes of them.
import assert from "node:assert/strict";
import { commands } from "../commands.ts";
import { findingText, runDoctor } from "./doctor.ts";
import { parseArgs } from "../parse_args.ts";
import { recordedTerminal } from "../terminal_test_rig.ts";

async function doctor(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const { terminal, streams } = recordedTerminal();
  const code = await runDoctor(parseArgs(commands.doctor, args), terminal);
  assert.equal(streams.stderr, "");
  return { code, lines: streams.stdout.split("\n") };
}

Deno.test("runDoctor() looks at everything, and finds the Deno that runs us able", async () => {
  const { code, lines } = await doctor();
  const subjects = lines.map((line) => line.match(/^(?:ok|warn|fail) +(\S+( folder)?)/)?.[1]);
  assert.deepEqual(subjects.filter((subject) => subject !== undefined), [
    "program",
    "runtime",
    "temp folder",
    "port",
    "dashboard",
    "viewer",
    "hooks",
    "clock",
    "sampling",
  ]);
  assert.ok(lines.includes(`ok    runtime      Deno ${Deno.version.deno} at ${Deno.execPath()}`));
  assert.ok(lines.includes("ok    hooks        Promises can be followed"));
  const interval = lines.join("\n").match(/sampling +A sample every (\d+) us \(200 us asked\)/)
    ?.[1];
  assert.ok(Number(interval) >= 100, `${interval} us are faster than was asked`);
  assert.equal(code, lines.some((line) => line.startsWith("fail")) ? 1 : 0);
});

Deno.test("runDoctor() fails with exit code 1 and says what to do, and still looks at the rest", async () => {
  const { code, lines } = await doctor("--deno", "/no/such/deno");
  assert.equal(code, 1);
  const failure = lines.findIndex((line) => line.startsWith("fail  runtime "));
  assert.match(lines[failure]!, /--deno "\/no\/such\/deno": it is not a Deno executable$/);
  assert.match(lines[failure + 1]!, /^ {6}hint: Give the path of deno/);
  assert.ok(lines.some((line) => / temp folder /.test(line)));
  assert.ok(!lines.some((line) => / sampling /.test(line)), "there is nothing to measure");
});

Deno.test("findingText() is a line, with the hint below it", () => {
  const finding = { grade: "ok", subject: "clock", text: "Steps of 0.07 us" } as const;
  assert.equal(findingText(finding), "ok    clock        Steps of 0.07 us\n");
  assert.equal(
    findingText({ ...finding, grade: "warn", hint: "Wind it up" }),
    "warn  clock        Steps of 0.07 us\n      hint: Wind it up\n",
  );
});
