import assert from "node:assert/strict";
import type { Frame } from "../../model/profile.ts";
import { FrameSources } from "./frame_sources.ts";
import type { SourceText } from "../codec.ts";

const URL_A = "file:///a.ts";

const TEXT = `import walk, { visit as look } from "./walk.ts";
export class Shop extends Base {
  constructor() {
    super();
  }
  get size() { return this.count(); }
}
export const handler = async (c: Context) => {
  const shop = new Shop();
  const found = look(shop.size)
    .map((item) => item.price);
  return c.json(
    walk(found),
  );
};
function twice() {
  handler(1);
  handler(2);
}
twice();
`;

function frame(name: string, line: number, column: number, url = URL_A): Frame {
  return { name, url, line, column, kind: "app" };
}

/** The function whose text begins with `start`. */
function at(name: string, start: string): Frame {
  const lines = TEXT.split("\n");
  const line = lines.findIndex((text) => text.includes(start));
  assert.notEqual(line, -1, start);
  return frame(name, line + 1, lines[line]!.indexOf(start) + 1);
}

const handler = at("handler", "async (c");
const twice = frame("twice", 16, "function twice(".length);
const native = (name: string): Frame => frame(name, 0, 0, "");

function lineOf(caller: Frame, callee: Frame, text = TEXT): number {
  return new FrameSources((url) => url === URL_A ? { text } : undefined).callLine(caller, callee);
}

Deno.test("FrameSources finds the one line on which a function calls another", () => {
  assert.equal(lineOf(handler, native("map")), 11);
  assert.equal(lineOf(handler, frame("json", 7, 3, "file:///context.ts")), 12);
  assert.equal(lineOf(frame("(anonymous)", 1, 1), twice), 20);
});

Deno.test("FrameSources knows constructors, accessors and callbacks", () => {
  const constructor = at("Shop", "() {");
  assert.equal(lineOf(handler, constructor), 9);
  assert.equal(lineOf(constructor, frame("Base", 1, 1, "file:///base.ts")), 4);
  assert.equal(lineOf(handler, at("get size", "() { return")), 10);
  assert.equal(lineOf(handler, at("(anonymous)", "(item) =>")), 11);
});

Deno.test("FrameSources knows functions by the names of imports", () => {
  assert.equal(lineOf(handler, frame("visit", 1, 1, "file:///walk.ts")), 10);
  assert.equal(lineOf(handler, frame("main", 1, 1, "file:///walk.ts")), 13);
});

Deno.test("FrameSources takes the last part of a name that V8 made up", () => {
  assert.equal(lineOf(handler, frame("Context.json", 7, 3, "file:///context.ts")), 12);
});

Deno.test("FrameSources does not guess", () => {
  assert.equal(lineOf(twice, handler), 0, "two lines");
  assert.equal(lineOf(handler, native("(garbage collector)")), 0, "no call");
  assert.equal(lineOf(handler, native("forEach")), 0, "not there");
  assert.equal(lineOf({ ...handler, url: "" }, native("map")), 0, "no source");
  assert.equal(lineOf({ ...handler, url: "file:///b.ts" }, native("map")), 0, "unknown source");
});

Deno.test("FrameSources does not trust a file that has changed", () => {
  assert.equal(lineOf(handler, native("map"), `// new\n${TEXT}`), 0);
  assert.equal(lineOf(handler, native("map"), TEXT.replace("handler = ", "another = ")), 0);
  assert.equal(lineOf(handler, native("map"), TEXT + "}"), 0);
});

Deno.test("FrameSources parses a text once for all profiles", () => {
  let reads = 0;
  const source: SourceText = {
    get text() {
      reads++;
      return TEXT;
    },
  };
  for (let profile = 0; profile < 3; profile++) {
    assert.equal(new FrameSources(() => source).callLine(handler, native("map")), 11);
  }
  assert.equal(reads, 1);
});

Deno.test("FrameSources shows the code of a function, and of no other", () => {
  const sources = new FrameSources((url) => url === URL_A ? { text: TEXT } : undefined);
  const code = (line: number) => sources.code(handler, line);
  assert.deepEqual([code(9), code(14), code(15)], ["const shop = new Shop();", ");", "};"]);
  assert.deepEqual([code(7), code(16), code(99)], ["", "", ""]);
  assert.equal(sources.code(frame("(anonymous)", 1, 1), 20), "twice();");
  assert.equal(sources.code({ ...handler, name: "another" }, 9), "");
  assert.equal(sources.code({ ...handler, url: "file:///b.ts" }, 9), "");
});
