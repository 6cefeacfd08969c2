import assert from "node:assert/strict";
import { codecs } from "../format/codecs.ts";
import { defaultTemplate } from "../store/file_name.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { commandHelp, programHelp } from "./help.ts";

const all: readonly Command[] = Object.values(commands);

// The text itself is compared with tests/golden/cli by tests/e2e/cli_test.ts.

Deno.test("commandHelp() shows every option with its text", () => {
  for (const command of all) {
    const help = commandHelp(command, 80).replace(/\s+/g, " ");
    for (const [name, option] of Object.entries(command.options)) {
      const form = name.length > 1 ? `--${name}` : `-${name}`;
      assert.ok(help.includes(`${form} `), `${command.name} ${form}`);
      assert.ok(help.includes(option.help), `${command.name} ${form}`);
      assert.match(option.help, /^[A-Z][^\n]*[^.\n]$/);
    }
  }
});

Deno.test("commandHelp() keeps to the columns where words allow", () => {
  for (const columns of [60, 80, 100, 500]) {
    for (const command of all) {
      for (const line of commandHelp(command, columns).split("\n")) {
        const isFixed = /^(Usage:| {2}runprofileserver | {2}# )/.test(line);
        assert.ok(isFixed || line.length <= Math.min(columns, 100), line);
      }
    }
  }
});

Deno.test("programHelp() names every command", () => {
  for (const { name, summary } of all) {
    assert.match(programHelp(all, 80), new RegExp(`\n  ${name} +${summary}\n`));
  }
});

Deno.test("commands know all formats, and the default template of the store", () => {
  const names = codecs.map(({ name }) => name);
  assert.deepEqual(commands.serve.options.format.choices, names);
  assert.deepEqual(commands.gather.options.format.choices, names);
  assert.deepEqual(commands.convert.options.to.choices, names);
  assert.equal(commands.serve.options["prof-file"].default, defaultTemplate);
  assert.equal(commands.gather.options["prof-file"].default, defaultTemplate);
});
