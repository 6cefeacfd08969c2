import assert from "node:assert/strict";
import fc from "fast-check";
import { functionName } from "./callgrind_names.ts";
import { frameLabel } from "./frame_label.ts";

const at = { line: 12, column: 20, kind: "app" } as const;

Deno.test("frameLabel() tells name and place apart", () => {
  const frame = { name: "get total", url: "file:///srv/app/src/a%20b.ts", ...at };
  assert.deepEqual(frameLabel(frame, "/srv/app"), {
    name: "get total",
    file: "src/a b.ts",
    place: "src/a b.ts:12:20",
  });
});

Deno.test("frameLabel() has no place for native code", () => {
  const native = { name: "(garbage collector)", url: "", ...at };
  assert.deepEqual(frameLabel(native, ""), { name: "(garbage collector)", file: "", place: "" });
});

Deno.test("frameLabel() says together what functionName() says", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constant("a b.ts:1:2"));
  fc.assert(fc.property(text, text, (name, url) => {
    const frame = { name, url, ...at };
    const label = frameLabel(frame, "/srv");
    const whole = label.place === "" ? label.name : `${label.name} ${label.place}`;
    assert.equal(whole, functionName(frame, "/srv").name);
    if (label.place !== "") assert.equal(label.place, `${label.file}:12:20`);
  }));
});
