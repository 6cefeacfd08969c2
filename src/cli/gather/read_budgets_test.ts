import assert from "node:assert/strict";
import { join } from "@std/path";
import { isForRoute, readBudgets } from "./read_budgets.ts";
import { inFolder } from "./request_file_test_rig.ts";

Deno.test("readBudgets() reads every limit", () =>
  inFolder(async (folder) => {
    const path = join(folder, "budgets.json");
    const budget = { p95Ms: 50, meanCpuMs: 0.5, waitsPerRequest: 0, functionShare: { f: 1 } };
    await Deno.writeTextFile(path, JSON.stringify({ "GET /": budget, "*": {} }));
    assert.deepEqual(await readBudgets(path), [
      { pattern: "GET /", budget },
      { pattern: "*", budget: {} },
    ]);
  }));

Deno.test("readBudgets() refuses what it does not understand", () =>
  inFolder(async (folder) => {
    const path = join(folder, "budgets.json");
    const refusals = [
      ["[]", "the whole file is [], expected an object"],
      ["{}", "it has no budgets"],
      ['{"*":5}', '"*" is 5, expected an object'],
      ['{"*":{"p59Ms":5}}', 'unknown limit "p59Ms" of "*"', "Did you mean p95Ms?"],
      ['{"*":{"p95Ms":"5"}}', 'p95Ms of "*" is "5", expected a number, 0 or more'],
      ['{"*":{"p95Ms":-1}}', 'p95Ms of "*" is -1, expected a number, 0 or more'],
      ['{"*":{"functionShare":0.5}}', 'functionShare of "*" is 0.5, expected an object'],
      [
        '{"*":{"functionShare":{"f":30}}}',
        '"f" in functionShare of "*" is 30, expected a number, 0 to 1',
      ],
    ] as const;
    for (const [text, reason, hint] of refusals) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(readBudgets(path), (error: Error & { hint: string }) => {
        assert.equal(error.message, `Cannot use --check "${path}": ${reason}`);
        if (hint) assert.equal(error.hint, hint);
        return true;
      });
    }
    await Deno.writeTextFile(path, '{"*":');
    await assert.rejects(readBudgets(path), { message: /: not JSON \(/, exitCode: 2 });
    await assert.rejects(readBudgets(join(folder, "missing")), {
      message: /: no such file or directory$/,
    });
  }));

Deno.test("isForRoute() takes * for any text and everything else for itself", () => {
  const isFor = (pattern: string, key: string) => isForRoute({ pattern, budget: {} }, key);
  assert.ok(isFor("*", "GET /a/b") && isFor("GET /a", "GET /a") && isFor("GET *", "GET /a/b"));
  assert.ok(isFor("* /a/*", "POST /a/b") && isFor("GET /a?[x]", "GET /a?[x]"));
  assert.ok(!isFor("GET /a", "GET /ab") && !isFor("GET /a.", "GET /ab") && !isFor("a", "GET /a"));
});
