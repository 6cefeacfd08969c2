import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryProfile } from "../../tests/arbitrary_profile.ts";
import type { Frame } from "../model/profile.ts";
import { ProfileBuilder } from "../model/profile_builder.ts";
import { sourceLineTimes } from "./source_costs.ts";

const APP = "file:///srv/app.ts";

function frame(name: string, line: number, kind: Frame["kind"] = "app", url = APP): Frame {
  // V8 puts a function at its parameters.
  return { name, url, line, column: name === "handler" ? 23 : 1, kind };
}

const TEXT = `// Line 1
async function handler() {
  const user = load();
  return await render(user) + later() + later();
}
`;

const builder = new ProfileBuilder(0);
const handler = builder.node(0, frame("handler", 2));
const load = builder.node(handler, frame("load", 20, "app", "file:///srv/db.ts"));
const unknown = builder.node(handler, frame("callback", 9, "app", "file:///srv/db.ts"));
const site = builder.node(handler, frame("(await)", 4, "wait"));
builder.sample(handler, 30);
builder.sample(load, 50);
builder.sample(unknown, 7);
builder.sample(site, 400);
builder.line(handler, 3, 25);
const profile = builder.build();

Deno.test("sourceLineTimes() has self, total with what a line calls, and wait at its await", () => {
  const times = sourceLineTimes(profile, { url: APP, text: TEXT });
  assert.deepEqual(Object.fromEntries(times), {
    2: { self: 5, total: 12, wait: 0 },
    3: { self: 25, total: 75, wait: 0 },
    4: { self: 0, total: 400, wait: 400 },
  });
});

Deno.test("sourceLineTimes() puts calls on the function's first line when the text is of no help", () => {
  const times = sourceLineTimes(profile, { url: APP, text: "" });
  assert.deepEqual(times.get(2), { self: 5, total: 62, wait: 0 });
  assert.deepEqual(times.get(4), { self: 0, total: 400, wait: 400 });
});

Deno.test("sourceLineTimes() of a file that the recording does not name is empty", () => {
  assert.equal(sourceLineTimes(profile, { url: "file:///etc/passwd", text: "" }).size, 0);
});

Deno.test("sourceLineTimes() counts a stack once for a line, however often the line is on it", () => {
  const url = "file:///srv/nested.ts";
  const text = "function outer() {\n  return rows.map((row) => inner(row));\n}\n";
  const builder = new ProfileBuilder(0);
  const at = (name: string, line: number, column: number): Frame => (
    { name, url, line, column, kind: "app" }
  );
  const outer = builder.node(0, at("outer", 1, 15));
  const callback = builder.node(outer, at("(anonymous)", 2, 19));
  const inner = builder.node(callback, at("inner", 9, 1));
  builder.sample(inner, 100);
  builder.sample(callback, 10);
  const times = sourceLineTimes(builder.build(), { url, text });
  assert.deepEqual(times.get(2), { self: 10, total: 110, wait: 0 });
});

Deno.test("sourceLineTimes() gives no line more than the whole recording", () => {
  fc.assert(fc.property(arbitraryProfile(), (profile) => {
    for (const { url } of profile.frames) {
      for (const { self, total, wait } of sourceLineTimes(profile, { url, text: "" }).values()) {
        assert(total <= (profile.end - profile.start) * (1 + 1e-9));
        assert(self + wait <= total * (1 + 1e-9));
      }
    }
  }));
});
