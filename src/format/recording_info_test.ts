import assert from "node:assert/strict";
import { requestRecording } from "../../tests/golden/request_recording.ts";
import { UserError } from "../errors.ts";
import { readRecordingInfo, writeRecordingInfo } from "./recording_info.ts";

const { profile: _, ...INFO } = requestRecording();

/** What a file gives that was made by changing the JSON of INFO. */
function readChanged(change: (json: Record<string, Record<string, unknown>>) => void): unknown {
  const json = JSON.parse(JSON.stringify(writeRecordingInfo(INFO)));
  change(json);
  return readRecordingInfo(json);
}

function assertBroken(change: Parameters<typeof readChanged>[0], message: string): void {
  assert.throws(() => readChanged(change), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.message, message);
    return true;
  });
}

Deno.test("readRecordingInfo() reads back what writeRecordingInfo() made", () => {
  assert.deepEqual(readChanged(() => {}), INFO);
  assert.deepEqual(readRecordingInfo(writeRecordingInfo({})), {});
});

Deno.test("readRecordingInfo() knows a file of another program", () => {
  assert.equal(readRecordingInfo(undefined), undefined);
});

Deno.test("readRecordingInfo() says what it left out of a later version's file", () => {
  assert.deepEqual(readRecordingInfo({ version: 2, request: "?" }), {
    notes: [{ name: "Record", value: "of unknown version 2, left out" }],
  });
});

Deno.test("readRecordingInfo() takes the known fields only", () => {
  const read = readChanged((json) => json.request!.unheardOf = "x");
  assert.deepEqual(read, INFO);
});

Deno.test("readRecordingInfo() names the field that is broken", () => {
  assertBroken(
    (json) => json.request!.status = "x",
    'Broken profile: runprofileserver.request.status is "x", expected a number',
  );
  assertBroken(
    (json) => delete json.request!.path,
    "Broken profile: runprofileserver.request.path is missing, expected a string",
  );
  assertBroken(
    (json) => json.request!.outcome = "fine",
    'Broken profile: runprofileserver.request.outcome is "fine", expected completed, failed or aborted',
  );
  assertBroken(
    (json) => json.notes = {},
    "Broken profile: runprofileserver.notes is an object, expected a list",
  );
  assertBroken(
    (json) => Object.assign(json, { aggregate: null }),
    "Broken profile: runprofileserver.aggregate is null, expected an object",
  );
});
