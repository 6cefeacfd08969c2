import assert from "node:assert/strict";
import { callgrindCodec } from "../format/callgrind/callgrind.ts";
import { madeRecord } from "../model/request_record_test_rig.ts";
import { dashboard } from "./app.tsx";
import { compareHref, flameHref, requestHref, routeKey, routeRecording } from "./links.ts";
import { fileOf, withStore } from "./store_test_rig.ts";

const HOST = "127.0.0.1:8001";

/** A folder with a request as callgrind only, and a way to ask the dashboard for pages. */
function withCallgrindOnly(
  test: (
    ask: (href: string) => Promise<{ status: number; text: string }>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  return withStore(async (store, folder) => {
    const bytes = fileOf(madeRecord(), { codec: callgrindCodec });
    await Deno.writeFile(`${folder}/callgrind.out.it's.callgrind`, bytes);
    const options = { hosts: [HOST], projectRoot: folder, editor: "", appUrl: "", creator: "test" };
    const app = dashboard({ ...options, store });
    await test(async (href) => {
      const response = await app.request(`http://${HOST}${href}`, { headers: { Host: HOST } });
      return { status: response.status, text: await response.text() };
    }, folder);
  });
}

const NAME = "callgrind.out.it's.callgrind";

Deno.test("UnreadablePanel says what opens a request recorded as callgrind only", () =>
  withCallgrindOnly(async (ask, folder) => {
    const { status, text } = await ask(requestHref(NAME));
    assert.equal(status, 200);
    assert.match(text, /Recorded as callgrind only/);
    const command = `kcachegrind '${folder}/callgrind.out.it'\\''s.callgrind'`;
    assert.ok(text.replaceAll("&#39;", "'").includes(command), text);
    assert.match(text, /--format cpuprofile --format callgrind/);
    // What its record tells is shown, and what cannot be done is not offered.
    assert.match(text, /class="duration"/);
    assert.doesNotMatch(text, /speedscope|flame\.js|format=pprof/);
    assert.match(text, /format=callgrind/);
  }));

Deno.test("UnreadablePanel stands for a route of which no request can be read", () =>
  withCallgrindOnly(async (ask) => {
    const { status, text } = await ask(requestHref(routeRecording(routeKey(madeRecord()))));
    assert.equal(status, 200);
    assert.match(text, /None of its requests was recorded/);
    assert.doesNotMatch(text, /flame\.js|<details/);
  }));

Deno.test("a comparison with a request that cannot be read is refused with the reason", () =>
  withCallgrindOnly(async (ask) => {
    for (const href of [compareHref(NAME, NAME), flameHref(NAME)]) {
      const { status, text } = await ask(href);
      assert.equal(status, 422, href);
      assert.match(text, /its format can be written only/);
      assert.match(text, /KCacheGrind/);
    }
  }));
