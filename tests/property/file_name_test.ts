// Whatever a client requests and whatever template the user writes: names stay inside of the folder, safe on
// every system, and apart when the requests differ.
import assert from "node:assert/strict";
import { resolve, sep } from "node:path";
import fc from "fast-check";
import { UserError } from "../../src/errors.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import {
  defaultTemplate,
  fileName,
  parseTemplate,
  pathOfFileName,
  type Template,
} from "../../src/store/file_name.ts";
import { FIELD_NAMES } from "../../src/store/name_fields.ts";
import { safeName } from "../../src/store/safe_name.ts";

const TEMPLATES = [
  defaultTemplate,
  "<time>-<path>-<duration>ms",
  "{duration:06d}ms.{path}.{time}",
  "{method}/{host}/{route}/{query}",
  "{path}",
  "{query}",
  "{path!r}{query!a:>{status}}",
  "{date:%Y/%m/%d}/{path:/^30}",
  "{pid:c}{id:x}{cpu:e}{wait:,.0f}{ms:%}",
].map(parseTemplate);

/** Characters and sequences that have broken programs, among any others. */
const hostileText = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...'./\\:*?"<>|[]-_ %\0\n\t\x7f\x85\u202e\u2028\ud800\udc00',
      ...[
        "..",
        "../",
        "..\\",
        "%2f",
        "%2e",
        "%00",
        "%",
        "%ff",
        "%c3%a4",
        "CON",
        "nul",
        "com1",
        "LPT9",
        ".callgrind",
      ],
      ...["日本", "é", "😀", "\u200d", "\ufeff", "\uffff", "a".repeat(100), "日".repeat(300)],
    ),
    fc.string({ unit: "binary", maxLength: 20 }),
  ),
  { maxLength: 12 },
).map((pieces) => pieces.join(""));

const count = fc.integer({ min: 0, max: 2 ** 31 });
const micros = fc.double({ min: 0, max: 1e12, noNaN: true });

const record: fc.Arbitrary<RequestRecord> = fc.record({
  id: count,
  pid: count,
  method: fc.oneof(fc.constantFrom("GET", "POST"), hostileText),
  path: hostileText.map((text) => `/${text}`),
  query: hostileText,
  host: hostileText,
  route: hostileText,
  status: fc.integer({ min: 0, max: 599 }),
  responseBytes: count,
  outcome: fc.constantFrom("completed", "failed", "aborted"),
  startedAt: fc.double({ min: 0, max: 4e12, noNaN: true }),
  start: micros,
  end: micros,
  cpu: micros,
  gc: micros,
  wait: micros,
  queued: micros,
  unsampled: micros,
});

/** Spelled out here so that a slip in safe_name.ts cannot hide itself. */
// deno-lint-ignore no-control-regex
const FORBIDDEN = /[\x00-\x1f\x7f-\x9f<>:"/\\|?*[\]\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

function assertSafe(name: string): void {
  const root = resolve("/profiles");
  assert.ok(resolve(root, name).startsWith(root + sep), "leaves the folder");
  for (const component of name.split("/")) {
    assert.ok(component !== "", "empty component");
    assert.ok(new TextEncoder().encode(component).length <= 200, "too long");
    assert.doesNotMatch(component, FORBIDDEN);
    assert.ok(component.isWellFormed(), "lone surrogate");
    assert.doesNotMatch(component, /^[.-]|[. ]$/);
    assert.doesNotMatch(component, /^(con|prn|aux|nul|com\d|lpt\d) *(\.|$)/i);
    assert.doesNotMatch(component, /\.callgrind([.-]|$)/i);
  }
}

Deno.test("fileName() is safe for every request", () => {
  fc.assert(
    fc.property(fc.constantFrom(...TEMPLATES), record, (template, request) => {
      assertSafe(fileName(template, request));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("fileName() makes the folders of the template, not of the request", () => {
  const template = parseTemplate("{method}/{host}{path!r:{status}}/{route}{pid:c}");
  fc.assert(fc.property(record, (request) => fileName(template, request).split("/").length === 3));
});

/** Texts made of what templates are made of, most of them wrong. */
const anyTemplate = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...FIELD_NAMES.map((name) => `{${name}}`),
      ...FIELD_NAMES.map((name) => `<${name}>`),
    ),
    fc.constantFrom(
      "{path:",
      "<path:",
      "{id",
      "<id",
      "!r",
      ":",
      "06d",
      ">",
      "<",
      "}",
      "{",
      "/",
      "..",
      "%Y",
      ".2f",
      "c",
    ),
    hostileText,
  ),
  { maxLength: 8 },
).map((pieces) => pieces.join(""));

Deno.test("parseTemplate() refuses a text with a UserError or makes safe names of it", () => {
  let taken = 0;
  fc.assert(
    fc.property(anyTemplate, record, (text, request) => {
      let template: Template;
      try {
        template = parseTemplate(text);
      } catch (error) {
        assert.ok(error instanceof UserError && error.exitCode === 2, String(error));
        return;
      }
      taken++;
      assertSafe(fileName(template, request));
      pathOfFileName(text, template);
    }),
    { numRuns: 3000 },
  );
  assert.ok(taken > 200, `only ${taken} templates were valid`);
});

Deno.test("fileName() keeps long paths distinct", () => {
  const plain = fc.string({
    unit: fc.constantFrom("a", "b", "日", "/"),
    minLength: 1,
    maxLength: 5,
  });
  const template = parseTemplate(defaultTemplate);
  fc.assert(
    fc.property(record, plain, plain, (request, one, two) => {
      fc.pre(one !== two);
      const nameOf = (middle: string) =>
        fileName(template, {
          ...request,
          path: `/${"x".repeat(2000)}${middle}.${"y".repeat(2000)}`,
        });
      assert.notEqual(nameOf(one.replaceAll("/", "-")), nameOf(`${two.replaceAll("/", "-")}!`));
    }),
  );
});

Deno.test("safeName() leaves safe names alone", () => {
  fc.assert(
    fc.property(hostileText, (text) => safeName(safeName(text)) === safeName(text)),
    { numRuns: 3000 },
  );
});

Deno.test("pathOfFileName() finds the path of the default template again", () => {
  const template = parseTemplate(defaultTemplate);
  fc.assert(
    fc.property(record, fc.nat(1000), (request, suffix) => {
      const name = fileName(template, request);
      const path = pathOfFileName(`${name}${suffix ? `-${suffix}` : ""}`, template);
      assert.match(name.slice(path.length), /^\.\d{6,}ms\.\d+$/);
      assert.ok(name.startsWith(path));
    }),
  );
});
