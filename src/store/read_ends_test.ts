import assert from "node:assert/strict";
import { readEnds } from "./read_ends.ts";

Deno.test("readEnds() reads the beginning and the end, which may overlap", async () => {
  const path = await Deno.makeTempFile();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const endsOf = (content: string) => {
    Deno.writeTextFileSync(path, content);
    const { head, tail } = readEnds(path, 3);
    return [text(head), text(tail)];
  };
  try {
    assert.deepEqual(endsOf("abcdefgh"), ["abc", "fgh"]);
    assert.deepEqual(endsOf("abcd"), ["abc", "bcd"]);
    assert.deepEqual(endsOf("abc"), ["abc", "abc"]);
    assert.deepEqual(endsOf(""), ["", ""]);
  } finally {
    await Deno.remove(path);
  }
});
