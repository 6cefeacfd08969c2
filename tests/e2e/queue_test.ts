// An app that works its requests off in a loop of its own: the work is still each request's.
import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import { cpuprofileCodec } from "../../src/format/cpuprofile/cpuprofile.ts";
import { ServedApp } from "./served_app.ts";

const APP = fromFileUrl(new URL("../apps/frameworks/queue/app.ts", import.meta.url));
/** The app burns 30 ms for each request; leave some to whatever runs beside the test. */
const LEAST_CPU_MICROS = 25_000;

Deno.test("serve attributes work that a queue stands before", async () => {
  const profiles = await Deno.makeTempDir();
  await using served = await ServedApp.start([APP, "0", "--prof-path", profiles]);
  await (await fetch(`${served.url}/burn/0`)).text();
  await Promise.all(
    [1, 2, 3, 4].map(async (id) => {
      const response = await fetch(`${served.url}/burn/${id}`);
      assert.equal(await response.text(), `burned for ${id}`);
    }),
  );
  assert.equal(await served.stop(), 0);
  const records = [...Deno.readDirSync(profiles)].map(({ name }) =>
    cpuprofileCodec.decode!(Deno.readFileSync(`${profiles}/${name}`)).request!
  );
  assert.equal(records.length, 5);
  for (const { path, cpu } of records) {
    assert.ok(cpu >= LEAST_CPU_MICROS, `${path} has ${cpu} us of CPU time`);
  }
});
