// Apps that break what the profiler is built on, on purpose or because they patch globals as some libraries do.
// Profiles may suffer; answers must not, and the user is told once.
import assert from "node:assert/strict";
import { join } from "@std/path";
import { readRecording } from "../../src/cli/read_recording.ts";
import { ServedApp } from "./served_app.ts";

const REQUESTS = 12;
/** Generous, but an answer that never comes must not take the whole run with it. */
const ANSWER_MS = 15_000;

/** What is served beside each sabotage: synchronous work, awaits, timers, microtasks and a stream. */
const SERVER = `
const { setTimeout: sleep } = globalThis;
const pause = (ms) => new Promise((resolve) => sleep(resolve, ms));
Deno.serve(async (request) => {
  if (request.url.endsWith("/break")) {
    sabotage();
    return new Response("broken");
  }
  await pause(2);
  queueMicrotask(() => {});
  await Promise.all([pause(1), pause(2)]);
  if (!request.url.includes("stream")) return new Response("ok");
  const parts = ["o", "k"];
  return new Response(new ReadableStream({
    pull(controller) {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(new Uint8Array([part.charCodeAt(0)]));
    },
  }));
});
`;

interface Outcome {
  readonly warnings: readonly string[];
  readonly accessLines: readonly string[];
  /** Paths of the requests with a whole file. */
  readonly profiled: readonly string[];
}

/** Serves, breaks things, and asks on: every answer must be right. */
async function outcomeOf(sabotage: string, isAtLoad: boolean): Promise<Outcome> {
  const dir = await Deno.makeTempDir({ prefix: "faults_profiler-" });
  try {
    const source = `function sabotage() {\n${sabotage}\n}\n${
      isAtLoad ? "sabotage();" : ""
    }\n${SERVER}`;
    await Deno.writeTextFile(join(dir, "app.js"), source);
    const profiles = join(dir, "profiles");
    const options = ["--noreload", "--prof-path", profiles, "--prof-file", "{id}"];
    await using served = await ServedApp.start([join(dir, "app.js"), "0", ...options], {
      env: { TMPDIR: dir },
    });
    if (!isAtLoad) await answer(served, "/break", "broken");
    for (let i = 0; i < REQUESTS / 2; i++) {
      await Promise.all([answer(served, `/${i}`, "ok"), answer(served, `/stream/${i}`, "ok")]);
    }
    const expected = REQUESTS + (isAtLoad ? 0 : 1);
    await served.until(() => served.accessLines.length >= expected, `${expected} access lines`);
    assert.equal(await served.stop(), 0, served.lines.join("\n"));
    const names = Array.from(Deno.readDirSync(profiles), ({ name }) => join(profiles, name));
    const recordings = await Promise.all(names.map((name) => readRecording(name)));
    return {
      warnings: served.complaints,
      accessLines: served.accessLines,
      profiled: recordings.map(({ request }) => request!.path),
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function answer(served: ServedApp, path: string, text: string): Promise<void> {
  const response = await fetch(served.url + path, { signal: AbortSignal.timeout(ANSWER_MS) });
  assert.equal(
    `${response.status} ${await response.text()}`,
    `200 ${text}`,
    served.lines.join("\n"),
  );
}

/** Everything that is broken, and what the user may hear of it; with "" nothing must be noticed at all. */
const SABOTAGES: Readonly<Record<string, { code: string; warning: RegExp | "" }>> = {
  "JSON.stringify and JSON.parse replaced": {
    code: `JSON.stringify = () => { throw new Error("no JSON"); }; JSON.parse = JSON.stringify;`,
    warning: "",
  },
  "performance.now and Date.now standing still": {
    code: `performance.now = () => 0; Date.now = () => 0;`,
    warning: "",
  },
  "AsyncLocalStorage.prototype.run throwing": {
    code: `const { AsyncLocalStorage } = process.getBuiltinModule("node:async_hooks");
      AsyncLocalStorage.prototype.run = () => { throw new Error("no run"); };
      AsyncLocalStorage.prototype.getStore = AsyncLocalStorage.prototype.run;
      AsyncLocalStorage.prototype.enterWith = AsyncLocalStorage.prototype.run;`,
    warning: "",
  },
  "Promise.prototype.then counting": {
    code: `const { then } = Promise.prototype;
      Promise.prototype.then = function (...args) { return Reflect.apply(then, this, args); };`,
    warning: "",
  },
  "inspector.Session.prototype.post throwing": {
    code: `const { Session } = process.getBuiltinModule("node:inspector");
      Session.prototype.post = () => { throw new Error("no post"); };`,
    warning: "",
  },
  "the profiler's console throwing": {
    code: `const { console } = process.getBuiltinModule("node:inspector");
      console.profile = console.profileEnd = () => { throw new Error("no console"); };`,
    warning: /^warning: Cannot sample: Error: no console; requests are recorded without profiles$/,
  },
  "profiles of the app's own, ended without a name": {
    code: `const { console } = process.getBuiltinModule("node:inspector");
      setInterval(() => { console.profile(); console.profileEnd(); console.profileEnd(); }, 5);`,
    warning: "",
  },
  "globals deleted": {
    code:
      `for (const name of ["TextEncoder", "TextDecoder", "Headers", "performance", "Float64Array",
        "Int32Array", "WeakMap", "WeakSet", "Set", "Map", "RegExp", "Symbol", "URL"]) {
        delete globalThis[name];
      }`,
    warning: /^warning: Lost samples: ReferenceError: Map is not defined$/,
  },
  "Error.captureStackTrace and prepareStackTrace throwing": {
    code: `Error.captureStackTrace = () => { throw new Error("no stack"); };
      Error.prepareStackTrace = () => { throw new Error("no stack"); };
      Error.stackTraceLimit = 0;`,
    warning: "",
  },
  "prototypes extended as libraries once did": {
    code: `Array.prototype.toJSON = function () { return "array"; };
      Object.prototype.each = function () {};
      Array.prototype.each = function () {};
      const { bind } = Function.prototype;
      Function.prototype.bind = function (...args) { return Reflect.apply(bind, this, args); };`,
    warning: /^warning: Lost a chunk of samples: /,
  },
};

for (const [name, { code, warning }] of Object.entries(SABOTAGES)) {
  for (const isAtLoad of [true, false]) {
    Deno.test(`${name}, ${isAtLoad ? "at load" : "in a request"}: answers go on`, async () => {
      const { warnings, profiled, accessLines } = await outcomeOf(code, isAtLoad);
      if (warning === "") assert.deepEqual(warnings, []);
      else {
        assert.equal(warnings.length, 1, warnings.join("\n"));
        assert.match(warnings[0]!, warning);
      }
      assert.equal(profiled.length, REQUESTS + (isAtLoad ? 0 : 1), profiled.join(" "));
      // What is lost is told, and the log says of each record that it is all there is.
      const unprofiled = accessLines.filter((line) => line.endsWith(", unprofiled")).length;
      const least = warning === "" ? 0 : isAtLoad ? REQUESTS : 1;
      const most = warning === "" ? 0 : accessLines.length;
      assert.ok(unprofiled >= least && unprofiled <= most, accessLines.join("\n"));
    });
  }
}
