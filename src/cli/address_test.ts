import assert from "node:assert/strict";
import { parseAddress } from "./address.ts";

Deno.test("parseAddress() reads Django's addrport and IPv6 in brackets", () => {
  const cases: [string, string, number][] = [
    ["", "127.0.0.1", 8000],
    ["9000", "127.0.0.1", 9000],
    ["0", "127.0.0.1", 0],
    ["0.0.0.0:80", "0.0.0.0", 80],
    ["localhost:8001", "localhost", 8001],
    ["[::1]:8000", "::1", 8000],
  ];
  for (const [text, hostname, port] of cases) {
    assert.deepEqual(parseAddress(text), { hostname, port }, text);
  }
});

Deno.test("parseAddress() refuses what is no address, with the value and an example", () => {
  for (const text of ["abc", "70000", "host:", "::1", "[::1]", "1.2.3.4:x", ":8000x"]) {
    assert.throws(
      () => parseAddress(text),
      { name: "UserError", exitCode: 2, message: new RegExp(RegExp.escape(`"${text}"`)) },
      text,
    );
  }
});
