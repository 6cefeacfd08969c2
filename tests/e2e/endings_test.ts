// How an app ends, at Ctrl-C and at a reload: after its requests, by the signals it listens for, with its exit code.
import assert from "node:assert/strict";
import { isRunning } from "./children_of.ts";
import { program } from "./program.ts";
import { serveSource, spawnSource } from "./serve_source.ts";

const isWindows = Deno.build.os === "windows";

/** Answers /slow after 300 ms and says so; closes itself, taking its time, at SIGINT and SIGTERM. */
const DENO_APP = `const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const server = Deno.serve(async ({ url }) => {
  if (!url.endsWith("/slow")) return new Response("old");
  console.error("in flight");
  await pause(300);
  console.error("answered");
  return new Response("finished");
});
for (const signal of ["SIGINT", "SIGTERM"]) {
  Deno.addSignalListener(signal, async () => {
    console.error("heard " + signal);
    await server.shutdown();
    await pause(50);
    console.error("closed well");
  });
}`;
const NODE_APP = `import { createServer } from "node:http";
import process from "node:process";
const server = createServer((request, response) => {
  if (request.url !== "/slow") return response.end("old");
  console.error("in flight");
  setTimeout(() => {
    console.error("answered");
    response.end("finished");
  }, 300);
}).listen(8000);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    console.error("heard " + signal);
    server.close((error) => console.error("closed " + (error ?? "well")));
  });
}`;
const APPS = { "Deno.serve": DENO_APP, "node:http": NODE_APP };
const NEW_APP = `Deno.serve(() => new Response("new"));`;

/** What the app has said of itself, in this order. */
function told(lines: readonly string[]): string[] {
  return lines.filter((line) => /^(in flight|answered|heard|closed)/.test(line));
}

/** What is said before the app is up concerns the Deno that it runs in. */
function complaints(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => /^Checking/.test(line));
  return lines.slice(start).filter((line) => /^(warning|error)/.test(line));
}

for (const [kind, source] of Object.entries(APPS)) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.test({
      name: `serve sends ${signal} to a ${kind} app that listens, after its requests in flight`,
      ignore: isWindows,
      fn: async () => {
        const { served, url } = await serveSource(source, "--noreload");
        await using _served = served;
        const answer = fetch(`${url}/slow`).then((response) => response.text());
        await served.line(/^in flight/);
        served.signal(signal);
        assert.equal((await served.ended()).code, 0);
        assert.equal(await answer, "finished");
        assert.deepEqual(told(served.lines), [
          "in flight",
          "answered",
          `heard ${signal}`,
          "closed well",
        ]);
        assert.deepEqual(complaints(served.lines), []);
      },
    });
  }

  Deno.test({
    name: `serve sends SIGTERM to a ${kind} app that listens, when another one has taken over`,
    ignore: isWindows,
    fn: async () => {
      const { served, app, url } = await serveSource(source);
      await using _served = served;
      const answer = fetch(`${url}/slow`).then((response) => response.text());
      await served.line(/^in flight/);
      await Deno.writeTextFile(app, NEW_APP);
      await served.line(/changed, reloading/);
      assert.equal(await (await fetch(url)).text(), "new");
      assert.equal(await answer, "finished");
      await served.line(/^closed/);
      assert.deepEqual(told(served.lines).slice(1), ["answered", "heard SIGTERM", "closed well"]);
      assert.equal(await served.stop(), 0);
      assert.deepEqual(complaints(served.lines), []);
    },
  });
}

for (const how of ['Deno.addSignalListener("SIGINT", () => Deno.exit(3));', "Deno.exitCode = 3;"]) {
  Deno.test({
    name: `serve says with which code an app ends at Ctrl-C by ${how}, and ends with 0 itself`,
    ignore: isWindows,
    fn: async () => {
      const { served } = await serveSource(`${how} ${NEW_APP}`);
      await using _served = served;
      assert.equal(await served.stop(), 0);
      assert.deepEqual(complaints(served.lines), [
        "warning: app.js ended with exit code 3 when it was stopped",
      ]);
    },
  });
}

Deno.test({
  name: "a second Ctrl-C ends an app that does not end by itself",
  ignore: isWindows,
  fn: async () => {
    const { served } = await serveSource(
      `Deno.addSignalListener("SIGINT", () => console.error("heard"));
      setInterval(() => {}, 1000);
      ${NEW_APP}`,
    );
    await using _served = served;
    served.signal("SIGINT");
    await served.line(/^heard/);
    await served.line(
      /^Finishing the requests in flight and the app, CONTROL-C again ends at once/,
    );
    served.signal("SIGINT");
    assert.equal((await served.ended()).code, 130);
  },
});

Deno.test({
  name: "Ctrl-C in a terminal reaches the app after its requests in flight",
  // The script command of other systems takes other arguments.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const dir = await Deno.makeTempDir();
    await Deno.writeTextFile(`${dir}/app.js`, DENO_APP);
    const { path, args, env } = program(["serve", "app.js", "0", "--prof-path", "profiles"]);
    const command = [path, ...args].map((word) => `'${word}'`).join(" ");
    const terminal = new Deno.Command("script", {
      // It runs the command in a terminal of its own, whose keys are our bytes.
      args: ["--quiet", "--return", "--flush", "--command", `exec ${command}`, "/dev/null"],
      cwd: dir,
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    let screen = "";
    const shown = (async () => {
      for await (const text of terminal.stdout.pipeThrough(new TextDecoderStream())) screen += text;
    })();
    const keys = terminal.stdin.getWriter();
    try {
      const [, url] = await matching(() => screen, /running at (http:\S+\d)/);
      const answer = fetch(`${url}/slow`).then((response) => response.text());
      await matching(() => screen, /^in flight/m);
      await keys.write(Uint8Array.of(3));
      assert.equal(await answer, "finished");
      assert.equal((await terminal.status).code, 0, screen);
    } finally {
      await keys.close().catch(() => {});
      await shown;
    }
    const lines = screen.replaceAll(/\r|\^C/g, "").split("\n");
    assert.deepEqual(told(lines), ["in flight", "answered", "heard SIGINT", "closed well"]);
  },
});

async function matching(text: () => string, pattern: RegExp): Promise<RegExpMatchArray> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    const found = text().match(pattern);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Waited in vain for ${pattern} in ${text()}`);
}

const ENDS: readonly (readonly [source: string, code: number, message: RegExp])[] = [
  ["Deno.exit(3);", 3, /^error: Cannot load app\.js: exit code 3/],
  ['throw new Error("boom");', 1, /^error: Cannot load app\.js: exit code 1/],
  [
    'import process from "node:process"; process.exitCode = 4;',
    4,
    /^error: Cannot serve app\.js: it opens no server/,
  ],
  ["export const a = 1;", 1, /^error: Cannot serve app\.js: it opens no server/],
];
for (const [source, code, message] of ENDS) {
  Deno.test(`serve --noreload ends with ${code} for an app that is no more than ${source}`, async () => {
    const { served } = await spawnSource(source, "--noreload");
    await using _served = served;
    await served.line(message);
    assert.equal((await served.ended()).code, code);
  });
}

Deno.test({
  name: "what an app has started ends with it, at a reload and at Ctrl-C",
  ignore: isWindows,
  fn: async () => {
    const source = (version: number) =>
      `const { pid } = new Deno.Command("sleep", { args: ["1000"] }).spawn();
      console.error("started ${version}: " + pid);
      ${NEW_APP}`;
    const { served, app } = await serveSource(source(1));
    await using _served = served;
    const pidOf = async (version: number) =>
      Number((await served.line(new RegExp(`^started ${version}`))).split(": ")[1]);
    const first = await pidOf(1);
    await Deno.writeTextFile(app, source(2));
    const second = await pidOf(2);
    await served.until(() => !isRunning(first), "the end of the first one");
    assert.ok(isRunning(second));
    assert.equal(await served.stop(), 0);
    await served.until(() => !isRunning(second), "the end of the second one");
  },
});

const CRASHES: Readonly<Record<string, string>> = {
  "Deno.exit(6)": "{ Deno.exitCode = 6; Deno.exit(); }",
  "Deno.exit(5)": "process.exit(5)",
  "exit code 4": "{ process.exitCode = 4; server.shutdown(); }",
  "Error: boom (exit code 1)": 'Promise.reject(new Error("boom"))',
};

Deno.test("serve names the exit code of an app that ends while it serves, and ends with 0 itself", async () => {
  const crashes = Object.values(CRASHES).map((code, i) => `if (url.endsWith("/${i}")) ${code};`);
  const { served, url } = await serveSource(`import process from "node:process";
    const server = Deno.serve(({ url }) => { ${crashes.join("\n")} return new Response("up"); });`);
  await using _served = served;
  for (const [i, reason] of Object.keys(CRASHES).entries()) {
    await (await fetch(`${url}/${i}`)).text();
    await served.line(new RegExp(`^error: app\\.js ended: ${RegExp.escape(reason)}$`));
    assert.equal(await (await fetch(url)).text(), "up");
  }
  assert.equal(await served.stop(), 0);
});
