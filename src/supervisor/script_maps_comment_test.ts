import assert from "node:assert/strict";
import { decodeDataUrl, splitComment } from "./script_maps_comment.ts";

Deno.test("splitComment() finds the comment at the end of code", () => {
  for (
    const [comment, mapUrl] of [
      ["//# sourceMappingURL=out.js.map", "out.js.map"],
      ["//@ sourceMappingURL=out.js.map  ", "out.js.map"],
      ["//# sourceMappingURL=data:,a\n// denoCacheMetadata=1,2", "data:,a"],
      ["  //# sourceMappingURL=a\r\n\r\n//# debugId=1\r\n", "a"],
    ] as const
  ) {
    assert.deepEqual(splitComment(`f();\n${comment}`), { code: "f();\n", mapUrl });
    assert.deepEqual(splitComment(comment), { code: "", mapUrl });
  }
});

Deno.test("splitComment() takes the last of several comments", () => {
  const inner = "//# sourceMappingURL=inner\n";
  assert.deepEqual(splitComment(`${inner}//# sourceMappingURL=outer`), {
    code: inner,
    mapUrl: "outer",
  });
});

Deno.test("splitComment() takes nothing that only looks like the comment", () => {
  for (
    const code of [
      "f();",
      "const text = '//# sourceMappingURL=a';",
      "//# sourceMappingURL=a\nf();",
      "# sourceMappingURL=a",
    ]
  ) assert.deepEqual(splitComment(code), { code, mapUrl: "" });
});

Deno.test("decodeDataUrl() reads base64 and percent-encoding as UTF-8", () => {
  assert.equal(decodeDataUrl("data:application/json;base64,eyLDvCI6MX0="), '{"ü":1}');
  assert.equal(decodeDataUrl("data:application/json;charset=utf-8;base64,e30"), "{}");
  assert.equal(decodeDataUrl("data:application/json,%7B%22%C3%BC%22:1%7D"), '{"ü":1}');
});

Deno.test("decodeDataUrl() throws at another URL", () => {
  assert.throws(() => decodeDataUrl(""), /"" is not a data: URL/);
  assert.throws(() => decodeDataUrl("out.js.map"), /"out.js.map" is not a data: URL/);
});
