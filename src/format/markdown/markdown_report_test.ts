import assert from "node:assert/strict";
import type { Profile } from "../../model/profile.ts";
import { ProfileBuilder } from "../../model/profile_builder.ts";
import { frameKind } from "../frame_kind.ts";
import { markdownReport } from "./markdown_report.ts";

function profileOf(micros: Readonly<Record<string, number>>): Profile {
  const builder = new ProfileBuilder(0);
  for (const [name, weight] of Object.entries(micros)) {
    const frame = { name, url: "", line: 0, column: 0, kind: frameKind(name, "") };
    builder.sample(builder.node(0, frame), weight);
  }
  return builder.build();
}

Deno.test("markdownReport() shows as many digits as the whole report needs", () => {
  const shown = [999, 9_999, 10_000, 99_999, 100_000, 5e9].map((micros) =>
    markdownReport({ profile: profileOf({ f: micros }) }, { base: "" }).millis(1234.5)
  );
  assert.deepEqual(shown, ["1.234", "1.234", "1.23", "1.23", "1.2", "1.2"]);
});

Deno.test("markdownReport() counts percent of the time that was not idle", () => {
  const report = markdownReport({ profile: profileOf({ f: 300, "(idle)": 9700 }) }, { base: "" });
  assert.equal(report.total, 10_000);
  assert.equal(report.percent(150), "50.0");
});

Deno.test("markdownReport() has percentages of nothing as well", () => {
  assert.equal(markdownReport({ profile: profileOf({}) }, { base: "" }).percent(0), "0.0");
  assert.equal(
    markdownReport({ profile: profileOf({ "(idle)": 5 }) }, { base: "" }).percent(0),
    "0.0",
  );
});
