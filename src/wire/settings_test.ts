// One command per line, whatever is in it. That any split of the text gives the same commands is tested in
// tests/property/packets_test.ts.
import assert from "node:assert/strict";
import { type Command, decodeCommands, encodeCommand } from "./settings.ts";

const DRAIN: Command = { kind: "drain", signal: "SIGTERM" };
const GONE: Command = { kind: "client-gone", upstreamPort: 4711 };

Deno.test("encodeCommand() makes one line, also of text with line breaks", () => {
  const command: Command = { kind: "client", upstreamPort: 1, hostname: "a\nb\r\u2028", port: 2 };
  const line = encodeCommand(command);
  assert.equal(line.indexOf("\n"), line.length - 1);
  assert.deepEqual(decodeCommands(line), { commands: [command], rest: "" });
});

Deno.test("decodeCommands() keeps the unfinished line", () => {
  const text = encodeCommand(DRAIN) + encodeCommand(GONE);
  assert.deepEqual(decodeCommands(text), { commands: [DRAIN, GONE], rest: "" });
  assert.deepEqual(decodeCommands(text.slice(0, -1)), {
    commands: [DRAIN],
    rest: encodeCommand(GONE).slice(0, -1),
  });
  assert.deepEqual(decodeCommands(""), { commands: [], rest: "" });
});

Deno.test("decodeCommands() throws for a line that is no command", () => {
  assert.throws(() => decodeCommands("drain\n"), SyntaxError);
});
