import assert from "node:assert/strict";
import { namedFormat } from "./named_format.ts";

function parts(name: string): [format: string, base: string] | undefined {
  const named = namedFormat(name);
  return named && [named.codec.name, named.base];
}

Deno.test("namedFormat() takes a name apart", () => {
  assert.deepEqual(parts("a.b.cpuprofile"), ["cpuprofile", "a.b"]);
  assert.deepEqual(parts("callgrind.out.a.callgrind"), ["callgrind", "a"]);
  assert.deepEqual(parts("a.cpuprofile.gz"), ["cpuprofile", "a"]);
});

Deno.test("namedFormat() does not know other names", () => {
  for (
    const name of ["README.md", ".cpuprofile", "a.callgrind", "callgrind.out.4711", "a.gz", ""]
  ) {
    assert.equal(namedFormat(name), undefined);
  }
});
