// A failure is told once, and its end once.
import assert from "node:assert/strict";
import { WriteFailures } from "./write_failures.ts";

function rig() {
  const said: string[] = [];
  const clock = { ms: 0 };
  const failures = new WriteFailures((message) => said.push(message), () => clock.ms);
  return { said, clock, failures };
}

Deno.test("failed() tells each reason once, however many requests it hits", () => {
  const { said, failures } = rig();
  failures.failed("GET /a: b", "no space left");
  failures.failed("GET /c", "no space left");
  failures.failed("GET /d", "it is not a folder");
  assert.deepEqual(said, [
    "Cannot write the profile of GET /a: b: no space left",
    "Cannot write the profile of GET /d: it is not a folder",
  ]);
});

Deno.test("succeeded() tells the end of it and how many are missing, once", () => {
  const { said, clock, failures } = rig();
  failures.succeeded();
  for (let i = 0; i < 3; i++) failures.failed("GET /a", "no space left");
  clock.ms = 5_000;
  failures.succeeded();
  failures.succeeded();
  assert.deepEqual(said.slice(1), ["Profiles are written again; 3 are missing"]);
});

Deno.test("a disk that takes one file and refuses the next is told once", () => {
  const { said, clock, failures } = rig();
  for (clock.ms = 0; clock.ms < 10_000; clock.ms += 500) {
    if (clock.ms % 1000 === 0) failures.failed("GET /a", "no space left");
    else failures.succeeded();
  }
  assert.equal(said.length, 1);
});

Deno.test("the same failure is told again when it comes back", () => {
  const { said, clock, failures } = rig();
  failures.failed("GET /a", "no space left");
  clock.ms = 5_000;
  failures.succeeded();
  failures.failed("GET /b", "no space left");
  assert.equal(said.length, 3);
  assert.equal(said[1], "Profiles are written again; 1 is missing");
});

Deno.test("close() tells how many are missing unless that is known", () => {
  const { said, failures } = rig();
  failures.failed("GET /a", "no space left");
  failures.close();
  assert.equal(said.length, 1);
  failures.failed("GET /b", "no space left");
  failures.close();
  assert.deepEqual(said.slice(1), ["Profiles could not all be written; 2 are missing"]);
});
