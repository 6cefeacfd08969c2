import assert from "node:assert/strict";
import { UserError } from "../../errors.ts";
import { readTraceEvents } from "./chrome_trace_events.ts";

function places(text: string): string[] {
  const events = readTraceEvents(new TextEncoder().encode(text));
  return Object.values(events).flat().map(({ place }) => place);
}

Deno.test("readTraceEvents() sorts the events of profiles out", () => {
  const names = ["Layout", "Profile", "thread_name", "__proto__", "toString", "ProfileChunk"];
  const list = names.map((name) => ({ name }));
  assert.deepEqual(places(JSON.stringify({ metadata: {}, traceEvents: list })), [
    "traceEvents[1]",
    "traceEvents[5]",
    "traceEvents[2]",
  ]);
});

Deno.test("readTraceEvents() takes a bare list, closed or not", () => {
  const event = '{"name":"Profile"}';
  for (const end of ["]", "\n]\n", "", ",", " ,\n"]) {
    assert.deepEqual(places(`[${event},${event}${end}`), ["[0]", "[1]"]);
  }
});

Deno.test("readTraceEvents() passes over what is no event", () => {
  assert.deepEqual(places('[null,1,"Profile",[],{"name":["Profile"]},{}]'), []);
});

Deno.test("readTraceEvents() says what is wrong with a file", () => {
  const cases = [
    ['[{"name":"Prof', /^Broken Chrome trace: not JSON \(/],
    ['{"traceEvents":[{}', /^Broken Chrome trace: not JSON \(/],
    ['{"traceEvents":{}}', /^Broken Chrome trace: traceEvents is an object, expected a list of/],
    ["3", /^Broken Chrome trace: The whole file is 3, expected an object$/],
  ] as const;
  for (const [text, message] of cases) {
    assert.throws(() => places(text), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("readTraceEvents() does not choke on a megabyte of blanks", () => {
  assert.deepEqual(places(`[${" ".repeat(1_000_000)}{"name":"Profile"}`), ["[0]"]);
});
