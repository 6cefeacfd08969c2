import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../../tests/arbitrary_profile.ts";
import { requestRecording } from "../../../tests/golden/request_recording.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { frameKind } from "../frame_kind.ts";
import { markdownParts } from "./markdown_parts.ts";

Deno.test("markdownParts() takes the parts of a request from its record", () => {
  const { profile, request } = requestRecording();
  const parts = markdownParts({ profile, request: { ...request!, cpu: 1, unsampled: 2 } });
  assert.deepEqual(parts, {
    cpu: 1,
    gc: 250,
    wait: 14_000,
    queued: 1300,
    idle: 0,
    "not sampled": 2,
  });
});

Deno.test("markdownParts() finds the same parts in the frames", () => {
  const { profile } = requestRecording();
  const parts = { cpu: 3200, gc: 250, wait: 14_000, queued: 1300, idle: 0, "not sampled": 0 };
  assert.deepEqual(markdownParts({ profile }), parts);
});

Deno.test("markdownParts() counts queueing behind someone as queueing", () => {
  const builder = new ProfileBuilder(0);
  const frame = (name: string) => ({ name, url: "", line: 0, column: 0, kind: "wait" } as const);
  const queued = builder.node(0, frame("(queued)"));
  builder.sample(queued, 10);
  builder.sample(builder.node(queued, frame("(queued behind GET /report #12)")), 5);
  assert.equal(markdownParts({ profile: builder.build() }).queued, 15);
});

Deno.test("markdownParts() does not fall for functions with the name of a part", () => {
  const builder = new ProfileBuilder(0);
  for (const name of ["(garbage collector)", "(not sampled)", "(idle)"]) {
    for (const [url, micros] of [["", 10], ["file:///a.ts", 1]] as const) {
      const frame = { name, url, line: 1, column: 1, kind: frameKind(name, url) };
      builder.sample(builder.node(0, frame), micros);
    }
  }
  const parts = { cpu: 3, gc: 10, wait: 0, queued: 0, idle: 10, "not sampled": 10 };
  assert.deepEqual(markdownParts({ profile: builder.build() }), parts);
});

Deno.test("markdownParts() add up to all time", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    const parts = Object.values(markdownParts({ profile }));
    assert.equal(parts.reduce((sum, part) => sum + part, 0), profile.end - profile.start);
  }));
});
