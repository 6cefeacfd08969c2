import assert from "node:assert/strict";
import { ProfileBuilder } from "../model/profile_builder.ts";
import type { RequestStatistics } from "../model/request_statistics.ts";
import type { Recording } from "./codec.ts";
import { cpuprofileCodec } from "./cpuprofile/cpuprofile.ts";

const statistics: RequestStatistics = {
  durations: { count: 3, total: 30.5, values: [5, 10, 15.5] },
  cpu: { count: 3, total: 12, values: [3, 4, 5] },
  waits: { count: 3, total: 7, values: [0, 1, 6] },
  functions: [
    { node: 0, selfSquares: 0, totalSquares: 99 },
    { node: 1, selfSquares: 2 ** 60, totalSquares: 2 ** 61 },
  ],
  repeated: [{ node: 2, waits: 7, most: 6, repeating: 1, micros: 300 }],
};

/** Two lines of 999 and 1 us in one sample, which ticks cannot tell. */
function aggregate(): Recording {
  const builder = new ProfileBuilder(0);
  const place = { url: "file:///a.ts", line: 1, column: 1 };
  const node = builder.node(0, { name: "f", kind: "app", ...place });
  builder.sample(node, 1000);
  builder.line(node, 2, 999);
  builder.line(node, 3, 1);
  builder.sample(builder.node(node, { name: "(await)", kind: "wait", ...place }), 300);
  const info = { key: "GET /", requests: 3, duration: 30.5 };
  return { profile: builder.build(), aggregate: info, statistics };
}

function encode(recording: Recording): string {
  const bytes = cpuprofileCodec.encode(recording, { base: "", creator: "" });
  return new TextDecoder().decode(bytes);
}

function decode(text: string): Recording {
  return cpuprofileCodec.decode!(new TextEncoder().encode(text));
}

Deno.test("an aggregate keeps its statistics and its line times to the microsecond", () => {
  assert.deepEqual(decode(encode(aggregate())), aggregate());
});

Deno.test("a recording that is no aggregate has no details", () => {
  const { statistics: _, ...request } = aggregate();
  assert.doesNotMatch(encode(request), /runprofileserverAggregate/);
  assert.equal(decode(encode(request)).statistics, undefined);
});

Deno.test("details of a later version are left out, the profile is not", () => {
  const text = encode(aggregate());
  const later = text.replace(
    '"runprofileserverAggregate":{"version":1',
    '"runprofileserverAggregate":{"version":2',
  );
  assert.notEqual(later, text);
  const { profile, statistics } = decode(later);
  assert.deepEqual([profile.end, statistics], [1300, undefined]);
});

Deno.test("broken details are refused with their place", () => {
  const changes: readonly (readonly [string, string, RegExp])[] = [
    ['"values":[5,10,15.5]', '"values":[5,10,1]', /durations is not as gather writes it/],
    ['"durations":{', '"duration":{', /durations is not/],
    ['"functions":{"node":[0,1]', '"functions":{"node":[0,9]', /functions\.node is not/],
    ['"functions":{"node":[0,1]', '"functions":{"node":[0]', /functions is not/],
    ['"lines":[2,3]', '"lines":[3,2]', /lines is not/],
    ['"repeated":{', '"repeat":{', /repeated is missing, expected an object/],
  ];
  for (const [from, to, message] of changes) {
    const text = encode(aggregate());
    assert.ok(text.includes(from), from);
    assert.throws(() => decode(text.replace(from, to)), { name: "UserError", message });
  }
});
