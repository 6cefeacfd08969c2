import assert from "node:assert/strict";
import { codecs } from "../format/codecs.ts";
import { ENCODING, madeRecording } from "./made_recording_test_rig.ts";
import { isOwnProfile } from "./own_profile.ts";

Deno.test("isOwnProfile() knows a request's profile in every format that can tell, and nothing else", async () => {
  const dir = await Deno.makeTempDir({ prefix: "own_profile_test-" });
  for (const { name, extension, encode } of codecs) {
    for (const kind of ["request", "aggregate", "foreign"] as const) {
      const mark = kind === "aggregate" ? ".agg" : "";
      const path = `${dir}/${kind}${mark}${extension}`;
      await Deno.writeFile(path, encode(madeRecording(kind), ENCODING));
      assert.equal(isOwnProfile(path), kind === "request" && name !== "folded", path);
    }
  }
  assert.equal(isOwnProfile(`${dir}/gone.cpuprofile`), false);
  await Deno.writeTextFile(`${dir}/no.pb.gz`, "not gzip");
  assert.equal(isOwnProfile(`${dir}/no.pb.gz`), false);
  await Deno.remove(dir, { recursive: true });
});
