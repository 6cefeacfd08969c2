import assert from "node:assert/strict";
import { focusName, formatState, parseState } from "./flame_state.js";

const VIEWS = ["time", "left", "sandwich"];
const START = parseState("", VIEWS);

Deno.test("parseState() of nothing is the first view of everything", () => {
  assert.deepEqual(START, {
    view: "time",
    isMine: false,
    isByPackage: false,
    query: "",
    focus: "",
    range: undefined,
  });
  assert.equal(formatState(START, VIEWS), "");
});

Deno.test("formatState() and parseState() are inverse", () => {
  const state = {
    view: "sandwich" as const,
    isMine: true,
    isByPackage: true,
    query: "a&b #c",
    focus: 'load <b>"x"</b> src/a.ts:1:2',
    range: { from: 12.5, to: 90 },
  };
  assert.deepEqual(parseState(formatState(state, VIEWS), VIEWS), state);
});

Deno.test("parseState() takes nothing that makes no sense", () => {
  assert.equal(parseState("#view=evil", VIEWS).view, "time");
  assert.equal(parseState("#view=time", ["left", "sandwich"]).view, "left");
  assert.equal(parseState("#range=9-3", VIEWS).range, undefined);
  assert.equal(parseState("#range=NaN-1e9", VIEWS).range, undefined);
});

Deno.test("focusName() tells functions of one name apart by their place", () => {
  assert.equal(focusName({ name: "get", place: "src/a.ts:3:1" }), "get src/a.ts:3:1");
  assert.equal(focusName({ name: "(program)", place: "" }), "(program)");
});
