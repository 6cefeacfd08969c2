import assert from "node:assert/strict";
import { join } from "@std/path";
import { commands } from "../commands.ts";
import { runGather } from "./gather.ts";
import { parseArgs } from "../parse_args.ts";
import { inFolder, requestFile } from "./request_file_test_rig.ts";
import { recordedTerminal } from "../terminal_test_rig.ts";

async function check(folder: string, budgets: unknown, ...args: readonly string[]) {
  await Deno.writeTextFile(join(folder, "budgets.json"), JSON.stringify(budgets));
  const { terminal, streams } = recordedTerminal();
  const line = [folder, "--check", join(folder, "budgets.json"), ...args];
  const code = await runGather(parseArgs(commands.gather, line), terminal);
  return { code, ...streams };
}

/** Two requests of 1.5 and 4.5 ms, the first with one wait, the other with three. */
async function inRequests(test: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const route = "/users/:id";
    for (const [name, made] of Object.entries({ a: {}, b: { cpu: 3000, wait: 1500, waits: 3 } })) {
      const bytes = requestFile({ path: "/users/7", route, ...made });
      await Deno.writeFile(join(folder, `${name}.cpuprofile`), bytes);
    }
    await test(folder);
  });
}

const KEPT = {
  "GET /users/:id": { p95Ms: 4.5, meanCpuMs: 2, waitsPerRequest: 2, functionShare: { handler: 1 } },
};
const BROKEN = {
  "GET /users/:id": { p95Ms: 4, functionShare: { handler: 0.25 } },
  "* /users/*": { waitsPerRequest: 1, meanCpuMs: 5 },
  "GET /user/:id": { p95Ms: 4 },
};

Deno.test("gather --check is silent about what is kept, and writes nothing", () =>
  inRequests(async (folder) => {
    assert.deepEqual(await check(folder, KEPT), { code: 0, stdout: "4 limits kept\n", stderr: "" });
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["a.cpuprofile", "b.cpuprofile", "budgets.json"]);
  }));

Deno.test("gather --check lists what is broken, with exit code 1", () =>
  inRequests(async (folder) => {
    const { code, stdout, stderr } = await check(folder, BROKEN);
    assert.deepEqual([code, stderr], [1, ""]);
    assert.equal(
      stdout,
      "route                       limit       is  allowed\n" +
        "GET /users/:id                p95   4.5 ms  at most 4.0 ms\n" +
        "GET /users/:id   share of handler  100.0 %  at most 25.0 %\n" +
        "GET /users/:id  waits per request      2.0  at most 1.0\n" +
        "GET /user/:id            requests     none  at least one\n" +
        "4 of 5 limits broken\n",
    );
  }));

Deno.test("gather --check writes JUnit and Markdown when asked", () =>
  inRequests(async (folder) => {
    const [junit, markdown] = [join(folder, "j.xml"), join(folder, "m.md")];
    const budgets = { ...BROKEN, "GET /a|<b>&\"'": { p95Ms: 1 } };
    await check(folder, budgets, "--junit", junit, "--markdown", markdown);
    const counts = 'tests="6" failures="5" errors="0" skipped="0"';
    assert.equal(
      await Deno.readTextFile(junit),
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="runprofileserver budgets" ${counts}>
    <testcase classname="GET /users/:id" name="p95">
      <failure message="p95 is 4.5 ms, allowed is at most 4.0 ms"/>
    </testcase>
    <testcase classname="GET /users/:id" name="share of handler">
      <failure message="share of handler is 100.0 %, allowed is at most 25.0 %"/>
    </testcase>
    <testcase classname="GET /users/:id" name="mean cpu"/>
    <testcase classname="GET /users/:id" name="waits per request">
      <failure message="waits per request is 2.0, allowed is at most 1.0"/>
    </testcase>
    <testcase classname="GET /user/:id" name="requests">
      <failure message="requests is none, allowed is at least one"/>
    </testcase>
    <testcase classname="GET /a|&#60;b&#62;&#38;&#34;&#39;" name="requests">
      <failure message="requests is none, allowed is at least one"/>
    </testcase>
  </testsuite>
</testsuites>
`,
    );
    const text = await Deno.readTextFile(markdown);
    assert.match(text, /^## Budgets: 5 of 6 broken\n\n\| route \| limit \| is \| allowed \| \|\n/);
    assert.ok(text.includes("| GET /users/:id | p95 | 4.5 ms | at most 4.0 ms | **broken** |\n"));
    assert.ok(text.includes("| GET /a\\|\\<b\\>\\&\"' | requests | none |"));
    assert.ok(text.endsWith("| GET /users/:id | mean cpu | 2.0 ms | at most 5.0 ms | kept |\n"));
  }));

Deno.test("gather --check --json says everything", () =>
  inRequests(async (folder) => {
    const { code, stdout } = await check(folder, KEPT, "--json");
    const [p95, , waits, share] = JSON.parse(stdout);
    const route = "GET /users/:id";
    assert.equal(code, 0);
    assert.deepEqual(p95, { route, limit: "p95Ms", allowed: 4.5, actual: 4.5, isBroken: false });
    assert.deepEqual([waits.actual, share.limit], [2, "functionShare handler"]);
  }));

Deno.test("gather --check judges aggregates as it judges their requests", () =>
  inRequests(async (folder) => {
    const ofRequests = await check(folder, BROKEN, "--json");
    const { terminal } = recordedTerminal();
    await runGather(parseArgs(commands.gather, [folder, "--delete"]), terminal);
    assert.deepEqual(await check(folder, BROKEN, "--json"), ofRequests);
  }));

Deno.test("gather --check fails when a file could not be read, whatever the budgets say", () =>
  inRequests(async (folder) => {
    await Deno.writeTextFile(join(folder, "broken.cpuprofile"), "{}");
    const { code, stdout, stderr } = await check(folder, KEPT);
    assert.deepEqual([code, stdout], [1, "4 limits kept\n"]);
    assert.match(stderr, /^error: Cannot read "broken\.cpuprofile"/);
  }));

Deno.test("gather refuses reports without budgets", async () => {
  const { terminal } = recordedTerminal();
  await assert.rejects(runGather(parseArgs(commands.gather, ["x", "--junit", "y"]), terminal), {
    name: "UserError",
    message: "Cannot use --junit without --check",
    exitCode: 2,
  });
});
