import assert from "node:assert/strict";
import fc from "fast-check";
import { functionName } from "./callgrind/callgrind_names.ts";
import { frameLabel } from "./frame_label.ts";

const at = { line: 12, column: 20, kind: "app" } as const;

Deno.test("frameLabel() tells name and place apart", () => {
  const frame = { name: "get total", url: "file:///srv/app/src/a%20b.ts", ...at };
  assert.deepEqual(frameLabel(frame, "/srv/app"), {
    name: "get total",
    file: "src/a b.ts",
    place: "src/a b.ts:12:20",
    lone: "get total",
  });
});

Deno.test("frameLabel() has no place for native code", () => {
  const native = { name: "(garbage collector)", url: "", ...at };
  assert.deepEqual(frameLabel(native, ""), {
    name: "(garbage collector)",
    file: "",
    place: "",
    lone: "(garbage collector)",
  });
});

Deno.test("frameLabel() gives what has no name of its own one that can stand alone", () => {
  const callback = { name: "(anonymous)", url: "file:///srv/app/a.ts", ...at };
  assert.equal(frameLabel(callback, "").lone, "(anonymous) a.ts:12");
  assert.equal(
    frameLabel({ ...callback, name: "(await)", kind: "wait" }, "").lone,
    "(await) a.ts:12",
  );
  assert.equal(frameLabel({ ...callback, url: "" }, "").lone, "(anonymous)");
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
