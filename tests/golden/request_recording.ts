// The recording behind the golden files of all formats: one request with everything that formats treat
// specially: recursion, waiting, lines, packages, eval, native code, hostile text.
import type { Recording } from "../../src/format/codec.ts";
import { frameKind } from "../../src/format/frame_kind.ts";
import type { Frame } from "../../src/model/profile.ts";
import { ProfileBuilder } from "../../src/model/profile_builder.ts";

function frame(name: string, url = "", line = 0, column = 0): Frame {
  return { name, url, line, column, kind: frameKind(name, url) };
}

const hono = "file:///home/u/.cache/deno/npm/registry.npmjs.org/hono/4.13.19/dist/compose.js";
const dispatch = frame("dispatch", hono, 18, 25);
const handler = frame("handler", "file:///srv/app/main.ts", 12, 20);
const walk = frame("walk", "file:///srv/app/src/tree%20walk.ts", 3, 17);
const visit = frame("visit", "file:///srv/app/src/tree%20walk.ts", 9, 10);
const template = frame("(anonymous)", "eval:41", 2, 1);
const sort = frame("sort");
const collector = frame("(garbage collector)");
const awaiting = frame("(await)", "file:///srv/app/main.ts", 15, 9);
const queued = frame("(queued)");

/** Weights are whole, line times are whole samples of equal weight: every format can keep all of it. */
export function requestRecording(): Recording {
  const start = 3_600_000_000;
  const builder = new ProfileBuilder(start);
  function sample(count: number, weight: number, ...stack: readonly Frame[]): number {
    const node = stack.reduce((parent, frame) => builder.node(parent, frame), 0);
    for (let i = 0; i < count; i++) builder.sample(node, weight);
    return node;
  }
  sample(1, 1300, queued);
  const own = sample(4, 200, dispatch, handler);
  builder.line(own, 13, 600);
  builder.line(own, 14, 200);
  sample(2, 7000, dispatch, handler, awaiting);
  const outer = sample(3, 200, dispatch, handler, walk);
  builder.line(outer, 4, 600);
  sample(2, 200, dispatch, handler, walk, visit);
  sample(1, 250, dispatch, handler, walk, visit, collector);
  sample(2, 200, dispatch, handler, walk, visit, walk);
  sample(3, 200, dispatch, handler, walk, visit, walk, sort);
  sample(2, 200, dispatch, handler, template);
  const profile = builder.build();
  const { end } = profile;
  return {
    profile,
    request: {
      id: 17,
      pid: 4711,
      method: "GET",
      path: "/users/42",
      query: "?q=%E2%9C%93\u202e",
      host: "localhost:8000",
      route: "/users/:id",
      status: 200,
      responseBytes: 41_107,
      outcome: "completed",
      startedAt: Date.UTC(2026, 10, 22, 7, 46, 0, 123),
      start,
      end,
      cpu: 3200,
      gc: 250,
      wait: 14_000,
      queued: 1300,
      unsampled: 0,
    },
    notes: [{ name: "Sampling interval", value: "100 us asked" }, { name: "a:b\n", value: "x\ny" }],
  };
}
