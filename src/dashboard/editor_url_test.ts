import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import { editorTemplate, editorUrl } from "./editor_url.ts";

Deno.test("editorUrl() leads to the place", () => {
  assert.equal(
    editorUrl(editorTemplate("vscode"), { file: "/app/main.ts", line: 12, column: 3 }),
    "vscode://file/app/main.ts:12:3",
  );
  assert.equal(
    editorUrl(editorTemplate("idea"), { file: "C:\\app\\main.ts", line: 0, column: 0 }),
    "idea://open?file=/C:/app/main.ts&line=1&column=1",
  );
  assert.equal(editorUrl(editorTemplate("none"), { file: "/a", line: 1, column: 1 }), undefined);
});

Deno.test("editorUrl() cannot be led astray by a name", () => {
  const file = '/a/#x?y&line=9/{line}/%41/\ud800"<b>';
  assert.equal(
    editorUrl(editorTemplate("vscode"), { file, line: 2, column: 1 }),
    "vscode://file/a/%23x%3Fy%26line%3D9/%7Bline%7D/%2541/%EF%BF%BD%22%3Cb%3E:2:1",
  );
});

Deno.test("editorTemplate() takes URLs of editors only", () => {
  assert.equal(editorTemplate("txmt://open?url={file}"), "txmt://open?url={file}");
  for (
    const choice of [
      "",
      "vim",
      "javascript:alert({file})",
      " javascript:{file}",
      "data:{file}",
      "x:",
    ]
  ) {
    assert.throws(() => editorTemplate(choice), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.exitCode, 2);
      return true;
    });
  }
});
