import assert from "node:assert/strict";
import { LazyDashboard, type LazyDashboardOptions } from "./lazy_dashboard.ts";
import { madeRecord } from "../model/request_record_test_rig.ts";
import { fileOf } from "./store_test_rig.ts";

const DEADLINE_MS = 10_000;

async function withDashboard(
  options: Partial<LazyDashboardOptions>,
  test: (dashboard: LazyDashboard, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const dashboard = new LazyDashboard({
    hostname: "127.0.0.1",
    port: 0,
    folder,
    projectRoot: folder,
    editor: "",
    appUrl: "http://127.0.0.1:1/",
    creator: "test",
    failed: (message) => assert.fail(message),
    ...options,
  });
  try {
    await test(dashboard, folder);
  } finally {
    dashboard.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** A page over a connection that is closed afterwards, unlike those that fetch() keeps. */
async function page(url: string): Promise<string> {
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const response = await fetch(url, { client });
  return await response.text();
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!isTrue()) {
    assert.ok(performance.now() < deadline, "it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("LazyDashboard wakes up for who looks, and sleeps again when nobody is there", () =>
  withDashboard({ idleMs: 20 }, async (dashboard, folder) => {
    assert.equal(dashboard.isAwake, false);
    dashboard.appUrl = "https://127.0.0.1:2/";
    assert.match(await page(dashboard.url), /curl https:\/\/127\.0\.0\.1:2\//);
    await until(() => !dashboard.isAwake);
    await Deno.writeFile(`${folder}/a.cpuprofile`, fileOf(madeRecord({ path: "/now/there" })));
    assert.match(await page(dashboard.url), /\/now\/there/);
  }));

Deno.test("LazyDashboard stays awake while a list is live, and close() ends that", () =>
  withDashboard({ idleMs: 20 }, async (dashboard, folder) => {
    using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
    const live = await fetch(`${dashboard.url}live`, { client });
    const reader = live.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("event: reset")) text += (await reader.read()).value;
    await Deno.writeFile(`${folder}/a.cpuprofile`, fileOf(madeRecord({ path: "/came" })));
    while (!text.includes("/came")) text += (await reader.read()).value;
    assert.equal(dashboard.isAwake, true);
    dashboard.close();
    await reader.read().then(({ done }) => assert.ok(done), () => {});
    assert.equal(dashboard.isAwake, false);
  }));

Deno.test("LazyDashboard tells of a folder that is gone, and tries again for the next one", async () => {
  const failures: string[] = [];
  await withDashboard(
    { folder: "/no/such/folder", failed: (message) => failures.push(message) },
    async (dashboard) => {
      for (const count of [1, 2]) {
        await assert.rejects(page(dashboard.url));
        assert.equal(failures.length, count);
      }
    },
  );
  assert.match(failures[0]!, /^Cannot read profiles from "\/no\/such\/folder"/);
});

Deno.test("LazyDashboard throws when its port is taken", () =>
  withDashboard({}, async (dashboard) => {
    const port = Number(new URL(dashboard.url).port);
    await assert.rejects(withDashboard({ port }, async () => {}), Deno.errors.AddrInUse);
  }));
