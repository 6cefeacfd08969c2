// Every kind of app is served as it serves itself, and every request leaves one profile that knows its route.
import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import { FRAMEWORK_APPS, type FrameworkApp } from "./framework_apps.ts";
import { type Answer, ask } from "./http_answer.ts";
import { NativeApp } from "./native_app.ts";
import { ServedApp } from "./served_app.ts";

const FRAMEWORKS = fromFileUrl(new URL("../apps/frameworks", import.meta.url));
/** Each app takes two processes and the supervisor. */
const AT_ONCE = Math.max(2, Math.floor(navigator.hardwareConcurrency / 2));

Deno.test("serve answers as the app itself does, and profiles every request", async (t) => {
  const queue = [...FRAMEWORK_APPS];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let app = queue.shift(); app; app = queue.shift()) {
      await t.step({
        name: app.module,
        fn: () => compare(app!),
        sanitizeExit: false,
        sanitizeOps: false,
        sanitizeResources: false,
      });
    }
  }));
});

async function compare(app: FrameworkApp): Promise<void> {
  const module = app.isInstalled ? await installed(app.module) : join(FRAMEWORKS, app.module);
  const cwd = dirname(module);
  const profiles = await Deno.makeTempDir();
  await using native = await NativeApp.start([...app.native, module], { cwd });
  await using served = await ServedApp.start([module, "0", "--prof-path", profiles], { cwd });
  assert.ok(
    served.lines.some((line) => line.endsWith(`... ok (${app.shape})`)),
    served.lines.join("\n"),
  );
  const asked = Object.keys(app.routes);
  const answers: Answer[] = [];
  for (const each of asked) {
    const expected = await answer(native.url, each);
    const actual = await answer(served.url, each);
    answers.push(actual);
    assert.deepEqual({ ...actual, profileId: undefined }, expected, each);
  }
  assert.equal(await served.stop(), 0);
  await native.stop();
  assert.equal(
    complaints(served.lines.join("\n")),
    complaints(native.stderr),
    `errors are printed once:\n${served.lines.join("\n")}`,
  );
  checkRecords(app, answers, recordsIn(profiles));
}

function answer(url: string, asked: string): Promise<Answer> {
  return ask(url, asked, asked.startsWith("POST ") ? { name: "Ada" } : undefined);
}

/** A copy that has its packages, without anything else around it. */
async function installed(module: string): Promise<string> {
  const dir = await Deno.makeTempDir();
  for (const { name } of Deno.readDirSync(dirname(join(FRAMEWORKS, module)))) {
    await Deno.copyFile(join(FRAMEWORKS, dirname(module), name), join(dir, name));
  }
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet"],
    cwd: dir,
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return join(dir, module.slice(module.indexOf("/") + 1));
}

function complaints(text: string): number {
  return text.split("\n").filter((line) => line.includes("Error: Out of paper")).length;
}

function recordsIn(dir: string): RequestRecord[] {
  return [...Deno.readDirSync(dir)]
    .map(({ name }) => cpuprofileCodec.decode!(Deno.readFileSync(join(dir, name))).request!);
}

/** Deno's own answer to an error carries no id, so records are told apart by what was asked. */
function checkRecords(
  { routes }: FrameworkApp,
  answers: readonly Answer[],
  records: readonly RequestRecord[],
): void {
  // Others were asked by the app itself.
  const asked = records.filter(({ host }) => host === "app.test");
  const recordOf = new Map(asked.map((record) => [nameOf(record), record]));
  assert.deepEqual([...recordOf.keys()].sort(), Object.keys(routes).sort());
  assert.equal(asked.length, recordOf.size, "each request has one profile");
  Object.entries(routes).forEach(([name, route], i) => {
    const { profileId, status } = answers[i]!;
    const record = recordOf.get(name)!;
    assert.equal(record.status, parseInt(status), name);
    assert.equal(record.route, route, `route of ${name}`);
    if (profileId !== undefined) assert.equal(record.id, Number(profileId));
    else assert.match(name, /\/fail$/, `${name} has no X-Profile-Id`);
  });
}

function nameOf({ method, path, query }: RequestRecord): string {
  return `${method} ${path}${query}`;
}
