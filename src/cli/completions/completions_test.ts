// The scripts are judged by the shells that they are for. A shell that is missing skips its tests, in CI it fails them.
// deno-lint-ignore-file no-console -- a skipped test says why
import assert from "node:assert/strict";
import { join } from "@std/path";
import type { Command } from "../command.ts";
import { commands } from "../commands.ts";
import { completions } from "./completions.ts";

const all: readonly Command[] = Object.values(commands);
const NAMES = all.map(({ name }) => name);

/** What a shell offers for a line that ends at the cursor, sorted. */
type Complete = (line: string, dir: string) => Promise<string[]>;

async function outputOf(command: string, args: string[], cwd: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env: { TERM: "dumb", HOME: cwd },
    stdin: "null",
    // A shell that waits for something fails the test instead of holding up all of them.
    signal: AbortSignal.timeout(60_000),
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout);
}

/** As readline does it: words without quotes, "=" a word of its own. */
const completeInBash: Complete = async (line, dir) => {
  const words = line.split(/ |(=)/).filter((word) => word !== undefined);
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `${completions("bash", all)}
    COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}
    _runprofileserver
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return sortedLines(await outputOf("bash", ["--norc", "-c", script], dir));
};

const completeInFish: Complete = async (line, dir) => {
  await Deno.writeTextFile(join(dir, ".script"), completions("fish", all));
  const output = await outputOf(
    "fish",
    ["--no-config", "-c", `source .script; complete -C '${line}'`],
    dir,
  );
  // Each line is a word, a tabulator and its description.
  return sortedLines(output.replaceAll(/\t.*/g, ""));
};

/** In a pseudo terminal, as zsh completes nowhere else. */
const completeInZsh: Complete = async (line, dir) => {
  await Deno.writeTextFile(join(dir, ".script"), completions("zsh", all));
  await Deno.writeTextFile(join(dir, ".zsh_rc"), ZSH_RC);
  const driver = `zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'source .zsh_rc'
    zpty -r shell output '*READY*'
    zpty -w -n shell $'${line}\\t'
    zpty -r shell output '*<<<*>>>*'
    print -r -- "$output"
    zpty -d shell`;
  const output = await outputOf("zsh", ["-f", "-c", driver], dir);
  return sortedLines(output.match(/<<<([^]*?)>>>/)![1]!.replaceAll("\r", ""));
};

/** Makes zsh print what it is given to choose from. */
const ZSH_RC = String.raw`PS1=
autoload -Uz compinit; compinit -u -d $PWD/.dump
source .script
bindkey '^I' complete-word
begin() { print -r -- "<<<" }
finish() { print -r -- ">>>" }
compprefuncs=(begin)
comppostfuncs=(finish)
compadd() {
  # With these it fills arrays of other functions and offers nothing.
  if [[ "${"$"}{@[1,(i)(-|--)]}" != *-(O|A|D)\ * ]]; then
    typeset -a offered
    builtin compadd -A offered "$@"
    print -rl -- $offered
  fi
  builtin compadd "$@"
}
print RE""ADY
`;

function sortedLines(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()).filter(Boolean))].sort();
}

function hasShell(name: string): boolean {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch (error) {
    if (Deno.env.get("CI") && Deno.build.os === "linux") throw error;
    console.log(`skipped: ${name} is not installed`);
    return false;
  }
}

const SHELLS = { bash: completeInBash, fish: completeInFish, zsh: completeInZsh };

for (const [shell, complete] of Object.entries(SHELLS)) {
  Deno.test(`completions() makes ${shell} complete commands, options and values`, async () => {
    if (!hasShell(shell)) return;
    const dir = await Deno.makeTempDir({ prefix: "completions_test-" });
    try {
      await Deno.mkdir(join(dir, "profiles"));
      await Deno.writeTextFile(join(dir, "app.ts"), "");
      const offered = async (rest: string) => await complete(`runprofileserver ${rest}`, dir);
      for (const name of NAMES) assert.ok((await offered("")).includes(name), name);
      assert.deepEqual(await offered("ga"), ["gather"]);
      assert.deepEqual(await offered("serve --prof-f"), ["--prof-file"]);
      assert.deepEqual(await offered("convert --to pp"), ["pprof"]);
      assert.deepEqual(await offered("gather --by "), ["all", "method", "path", "route", "status"]);
      const inOneWord = (await offered("gather --by=st")).map((word) => word.replace(/^.*=/, ""));
      assert.deepEqual(inOneWord, ["status"]);
      assert.deepEqual(await offered("serve a"), ["app.ts"]);
      const folders = (await offered("serve --prof-path ")).map((word) => word.replace(/\/$/, ""));
      assert.deepEqual(folders, ["profiles"]);
      assert.deepEqual(await offered("--completions b"), ["bash"]);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

Deno.test("completions() are understood by the shells and by shellcheck", async () => {
  const dir = await Deno.makeTempDir({ prefix: "completions_test-" });
  try {
    for (const shell of Object.keys(SHELLS)) {
      await Deno.writeTextFile(join(dir, shell), completions(shell, all));
      if (hasShell(shell)) assert.equal(await outputOf(shell, ["-n", shell], dir), "");
    }
    if (hasShell("shellcheck")) {
      assert.equal(await outputOf("shellcheck", ["--shell=bash", "bash"], dir), "");
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("completions() name every option", () => {
  for (const shell of Object.keys(SHELLS)) {
    const script = completions(shell, all);
    for (const { options } of all) {
      for (const name of Object.keys(options).filter((name) => name.length > 1)) {
        assert.ok(
          script.includes(shell === "fish" ? `-l ${name}` : `--${name}`),
          `${shell} ${name}`,
        );
      }
    }
  }
});

Deno.test("completions() refuses other shells, and quotes them", () => {
  assert.throws(() => completions("fishy", all), {
    message: 'Cannot use --completions "fishy": expected bash, zsh or fish',
    hint: "Did you mean fish?",
    exitCode: 2,
  });
  assert.throws(() => completions(undefined, all), { message: /^Missing value/, exitCode: 2 });
});
