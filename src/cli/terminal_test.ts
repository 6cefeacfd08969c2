import assert from "node:assert/strict";
import { recordedTerminal } from "./terminal_test_rig.ts";

Deno.test("Terminal sends data to stdout and words to stderr", () => {
  const { terminal, streams } = recordedTerminal();
  terminal.print("a\tb\nc\n");
  terminal.say("one ", { style: "bold", text: "two" });
  assert.deepEqual(streams, { stdout: "a\\tb\nc\n", stderr: "one two\n" });
});

Deno.test("Terminal writes data bytes as they are", () => {
  const { terminal, streams } = recordedTerminal();
  terminal.writeData(new TextEncoder().encode("\x1b\x00\n"));
  assert.equal(streams.stdout, "\x1b\x00\n");
});

Deno.test("Terminal colours the part and nothing else", () => {
  const { terminal, streams } = recordedTerminal({ hasColor: true });
  terminal.say("GET ", { style: "red", text: "500" });
  assert.equal(streams.stderr, "GET \x1b[31m500\x1b[39m\n");
});

Deno.test("Terminal escapes control characters in all it prints", () => {
  const { terminal, streams } = recordedTerminal({ hasColor: true });
  const evil = "\x1b]0;title\x07\nerror: fake";
  const shown = "\\u{1b}]0;title\\u{7}\\nerror: fake";
  terminal.say(evil);
  terminal.say({ style: "green", text: evil });
  terminal.error(evil, evil);
  assert.equal(
    streams.stderr,
    `${shown}\n\x1b[32m${shown}\x1b[39m\n` +
      `\x1b[31merror:\x1b[39m ${shown}\n  \x1b[36mhint:\x1b[39m ${shown}\n`,
  );
  terminal.print(evil);
  assert.equal(streams.stdout, "\\u{1b}]0;title\\u{7}\nerror: fake");
});

Deno.test("Terminal prints a message and its hint", () => {
  const { terminal, streams } = recordedTerminal();
  terminal.error("Cannot listen on port 80: permission denied", "Use a port above 1023");
  terminal.error("Interrupted");
  terminal.warn("2 samples lost");
  assert.equal(
    streams.stderr,
    "error: Cannot listen on port 80: permission denied\n  hint: Use a port above 1023\n" +
      "error: Interrupted\nwarning: 2 samples lost\n",
  );
});

Deno.test("Terminal keeps to warnings and errors when quiet", () => {
  const { terminal, streams } = recordedTerminal({ isQuiet: true, isInteractive: true });
  terminal.say("Quit the server with CONTROL-C");
  terminal.progress("Gathering", 1, 2);
  terminal.warn("w");
  terminal.error("e");
  assert.equal(streams.stderr, "warning: w\nerror: e\n");
});

Deno.test("Terminal shows progress only to somebody who watches", () => {
  const { terminal, streams } = recordedTerminal();
  terminal.progress("Gathering", 1, 2);
  assert.equal(streams.stderr, "");
});

Deno.test("Terminal removes the progress line before anything else appears", () => {
  const { terminal, streams } = recordedTerminal({ isInteractive: true, columns: 40 });
  terminal.progress("Gathering", 1, 2);
  terminal.progress("Gathering", 2, 2);
  terminal.say("done");
  terminal.clearProgress();
  const clear = "\r\x1b[2K";
  // The second progress comes within a tenth of a second, so it is not drawn.
  assert.equal(streams.stderr, `${clear}Gathering [==========>         ] 1 of 2${clear}done\n`);
});
