// Programs from npm as their users start them: they answer below `serve` as they do without.
import assert from "node:assert/strict";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { type Answer, ask } from "./http_answer.ts";
import { NativeApp } from "./native_app.ts";
import { ServedApp } from "./served_app.ts";

interface NpmApp {
  readonly package: string;
  /** Below node_modules. */
  readonly module: string;
  readonly appArguments: readonly string[];
  readonly shape: string;
  /** "METHOD path", and what is sent. */
  readonly asked: readonly (readonly [string, unknown?])[];
}

const APPS: readonly NpmApp[] = [
  {
    // An Express app with a database in a file.
    package: "json-server@0.17.4",
    module: "json-server/lib/cli/bin.js",
    appArguments: ["data.json", "--quiet", "--port", "8000"],
    shape: "node:http server",
    asked: [
      ["GET /"],
      ["GET /posts"],
      ["GET /posts/1"],
      ["GET /posts?title=two&_sort=id&_order=desc"],
      ["GET /posts?_page=1&_limit=1"],
      ["GET /nowhere"],
      ["POST /posts", { title: "three" }],
      ["PUT /posts/2", { title: "deux" }],
      ["PATCH /posts/2", { more: true }],
      ["DELETE /posts/1"],
      ["GET /posts"],
      ["OPTIONS /posts"],
    ],
  },
  {
    package: "http-server@14.1.1",
    module: "http-server/bin/http-server",
    appArguments: [".", "--silent", "--port", "8000", "--cors", "--gzip"],
    shape: "node:http server",
    asked: [
      ["GET /"],
      ["GET /data.json"],
      ["HEAD /data.json"],
      ["GET /a%20folder/"],
      ["GET /a%20folder/page"],
      ["GET /nowhere"],
      ["GET /../package.json"],
      ["POST /data.json", {}],
    ],
  },
];

/** A folder with the program in it, and some files of its user. */
async function installed(app: NpmApp): Promise<string> {
  const dir = await Deno.makeTempDir();
  const [, name, version] = /^(.*)@(.*)$/.exec(app.package)!;
  await Deno.writeTextFile(
    `${dir}/package.json`,
    JSON.stringify({ dependencies: { [name!]: version } }),
  );
  const data = { posts: [{ id: 1, title: "one" }, { id: 2, title: "two" }] };
  await Deno.writeTextFile(`${dir}/data.json`, JSON.stringify(data));
  await Deno.mkdir(`${dir}/a folder`);
  await Deno.writeTextFile(`${dir}/a folder/page.html`, "<h1>page</h1>");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet"],
    cwd: dir,
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return dir;
}

async function answersOf(url: string, { asked }: NpmApp): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [request, body] of asked) answers.push(await ask(url, request, body));
  return answers;
}

for (const app of APPS) {
  Deno.test(`serve answers as ${app.package} does, and profiles every request`, async () => {
    const dir = await installed(app);
    const profiles = await Deno.makeTempDir();
    const module = `node_modules/${app.module}`;
    const data = await Deno.readTextFile(`${dir}/data.json`);
    const native = await NativeApp.start(["run", "-A", module, ...app.appArguments], { cwd: dir });
    const expected = await answersOf(native.url, app).finally(() => native.stop());
    // Only what was changed: the same folder, as some answers tell of inodes and times.
    if (await Deno.readTextFile(`${dir}/data.json`) !== data) {
      await Deno.writeTextFile(`${dir}/data.json`, data);
    }
    const options = ["0", "--prof-path", profiles, "--noreload", "--", ...app.appArguments];
    await using served = await ServedApp.start([module, ...options], { cwd: dir });
    const answers = await answersOf(served.url, app);
    app.asked.forEach(([request], i) => {
      const named = answers[i]!.profileId !== undefined;
      assert.ok(named, `${request} has a profile`);
      assert.deepEqual({ ...answers[i], profileId: undefined }, expected[i], request);
    });
    await served.line(new RegExp(`^Checking .* ok \\(${app.shape}\\)$`));
    assert.equal(await served.stop(), 0);
    const ids = [...Deno.readDirSync(profiles)].map(({ name }) =>
      cpuprofileCodec.decode!(Deno.readFileSync(`${profiles}/${name}`)).request!.id
    );
    assert.deepEqual(
      ids.sort((a, b) => a - b),
      answers.map(({ profileId }) => Number(profileId)),
    );
  });
}
