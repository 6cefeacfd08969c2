import assert from "node:assert/strict";
import type { Frame, Profile } from "../../src/model/profile.ts";
import { ProfileBuilder, ROOT } from "../../src/model/profile_builder.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { judge } from "./judge.ts";
import type { ProfiledRequest } from "./read_profiles.ts";

const frame = (name: string): Frame => ({ ...ROOT, name, url: "file:///kinds.ts", kind: "app" });

/** A profile of stacks, 200 us each. */
function profileOf(...stacks: string[][]): Profile {
  const tree = new ProfileBuilder(0);
  for (const stack of stacks) {
    let node = 0;
    for (const name of stack) node = tree.node(node, frame(name));
    tree.sample(node, 200);
  }
  return tree.build();
}

function profiled(n: number, profile: Profile): ProfiledRequest {
  const record: RequestRecord = {
    id: n,
    pid: 1,
    method: "GET",
    path: "/timers",
    query: `?n=${n}&lane=${n}`,
    host: "",
    route: "",
    status: 200,
    responseBytes: 2,
    outcome: "completed",
    startedAt: 0,
    start: profile.start,
    end: profile.end,
    cpu: 700,
    gc: 50,
    wait: 0,
    queued: 0,
    unsampled: 0,
  };
  return { record, profile };
}

const requests = [
  { n: 1, lane: 1, kind: "timers" },
  { n: 2, lane: 2, kind: "timers" },
];
const burned = [
  { n: 1, name: "burn_timers_1$1", from: 10, until: 11 },
  { n: 2, name: "burn_timers_1$2", from: 11, until: 12 },
];
const raw = [10.2, 10.4, 10.6, 11.2, 11.4].map((at) => ({
  at,
  name: at < 11 ? "burn_timers_1$1" : "burn_timers_1$2",
}));

Deno.test("judge() finds every sample right where it belongs, also below the burn function", () => {
  const [first, second] = judge({
    requests,
    burned,
    raw,
    profiled: [
      profiled(1, profileOf(["burn_timers_1$1"], ["burn_timers_1$1", "now"], ["burn_timers_1$1"])),
      profiled(2, profileOf(["app"], ["app", "burn_timers_1$2"], ["burn_timers_1$2", "now", "op"])),
    ],
  });
  assert.deepEqual({ ...first, wrong: [...first!.wrong] }, {
    n: 1,
    kind: "timers",
    burned: 1000,
    found: 600,
    cpu: 750,
    samples: 3,
    right: 3,
    wrong: [],
  });
  assert.equal(second!.samples, 2);
  assert.equal(second!.right, 2);
  assert.equal(second!.found, 400);
});

Deno.test("judge() calls a stack in another request's profile wrong", () => {
  const [first, second] = judge({
    requests,
    burned,
    raw,
    profiled: [
      profiled(1, profileOf(["burn_timers_1$1"], ["burn_timers_1$2"], ["burn_timers_1$2", "now"])),
      profiled(2, profileOf(["app"])),
    ],
  });
  assert.deepEqual([...first!.wrong], [["burn_timers_1$2", 2]]);
  assert.equal(first!.right, 1);
  assert.equal(second!.right, 0);
});

Deno.test("judge() finds nothing right without a profile", () => {
  const [first] = judge({ requests, burned, raw, profiled: [] });
  assert.equal(first!.samples, 3);
  assert.equal(first!.right, 0);
  assert.equal(first!.cpu, 0);
});

Deno.test("judge() tells by time which request used a lane, and leaves garbage collection out", () => {
  const again = [...burned, { n: 3, name: "burn_timers_1$1", from: 900, until: 901 }];
  const verdicts = judge({
    requests: [...requests, { n: 3, lane: 1, kind: "timers" }],
    burned: again,
    raw: [...raw, { at: 900.5, name: "burn_timers_1$1" }],
    profiled: [
      profiled(3, profileOf(["burn_timers_1$1"], ["burn_timers_1$1", "(garbage collector)"])),
    ],
  });
  assert.equal(verdicts[0]!.samples, 3);
  assert.equal(verdicts[2]!.samples, 1);
  assert.equal(verdicts[2]!.right, 1);
  assert.equal(verdicts[2]!.found, 200);
});
