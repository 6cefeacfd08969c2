import assert from "node:assert/strict";
import type { Frame } from "./profile.ts";
import { ProfileBuilder } from "./profile_builder.ts";
import { waitingFunction, waitsBySite } from "./waits_by_site.ts";

const load: Frame = { name: "load", url: "file:///a.ts", line: 1, column: 1, kind: "app" };
const save: Frame = { ...load, name: "save", line: 20 };
const query: Frame = { name: "(await)", url: "file:///db.ts", line: 5, column: 3, kind: "wait" };
const unknown: Frame = { name: "(await)", url: "", line: 0, column: 0, kind: "wait" };
const queued: Frame = { ...unknown, name: "(queued)" };

/** A profile with a sample of 10 us for each path. */
function profileOf(...paths: readonly Frame[][]) {
  const builder = new ProfileBuilder(0);
  const nodeOf = (path: readonly Frame[]) =>
    path.reduce((parent, frame) => builder.node(parent, frame), 0);
  for (const path of paths) builder.sample(nodeOf(path), 10);
  return builder.build();
}

Deno.test("waitsBySite() adds up the waits at a place, whoever waits there", () => {
  const profile = profileOf([load, query], [load], [save, query], [load, query]);
  const sites = [...waitsBySite(profile)].map(([frame, { node, ...sums }]) => (
    { site: profile.frames[frame], caller: waitingFunction(profile, node)?.name, ...sums }
  ));
  assert.deepEqual(sites, [{ site: query, caller: "load", waits: 3, micros: 30 }]);
});

Deno.test("waitsBySite() passes over what is queued and waits at unknown places", () => {
  assert.equal(waitsBySite(profileOf([load, unknown], [load, queued], [load])).size, 0);
  assert.equal(waitsBySite(profileOf()).size, 0);
});

Deno.test("waitingFunction() is undefined where no function is known", () => {
  for (const path of [[query], [queued, query]]) {
    const profile = profileOf(path);
    assert.equal(waitingFunction(profile, profile.samples[0]!), undefined);
  }
});
