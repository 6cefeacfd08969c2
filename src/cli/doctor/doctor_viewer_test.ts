// With a PATH of our own.
import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { join } from "@std/path";
import { checkViewer } from "./doctor_viewer.ts";

Deno.test("checkViewer() finds the viewer along PATH, by either name", async () => {
  const dir = await Deno.makeTempDir({ prefix: "doctor_viewer_test-" });
  try {
    const missing = checkViewer(["/no/such/folder", "", dir].join(delimiter));
    assert.equal(missing.grade, "warn");
    assert.match(missing.hint!, /kcachegrind/);
    const program = join(dir, Deno.build.os === "windows" ? "qcachegrind.exe" : "qcachegrind");
    await Deno.writeTextFile(program, "");
    assert.deepEqual(checkViewer(["/no/such/folder", dir].join(delimiter)), {
      grade: "ok",
      subject: "viewer",
      text: program,
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
