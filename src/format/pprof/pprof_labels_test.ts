import assert from "node:assert/strict";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { pprofLabels } from "./pprof_labels.ts";

const request = requestRecording().request!;

function labelsOf(changes: Partial<typeof request>): Record<string, string | number> {
  const labels = pprofLabels({ request: { ...request, ...changes } });
  return Object.fromEntries(labels.map(({ key, value }) => [key, value]));
}

Deno.test("pprofLabels() tell requests apart", () => {
  assert.deepEqual(labelsOf({}), {
    id: 17,
    method: "GET",
    path: "/users/42",
    route: "/users/:id",
    status: 200,
  });
});

Deno.test("pprofLabels() has the path for a route that is not known", () => {
  assert.equal(labelsOf({ route: "" }).route, "/users/42");
});

Deno.test("pprofLabels() writes impossible numbers as text", () => {
  assert.equal(labelsOf({ status: 1.5 }).status, "1.5");
  assert.equal(labelsOf({ id: -1 }).id, "-1");
});

Deno.test("pprofLabels() names the group of an aggregate, and nothing of a foreign profile", () => {
  const aggregate = { key: "GET /a\n", requests: 2, duration: 5 };
  assert.deepEqual(pprofLabels({ aggregate }), [{ key: "group", value: "GET /a\\n" }]);
  assert.deepEqual(pprofLabels({}), []);
});
