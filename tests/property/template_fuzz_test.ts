// Templates by the ten thousand, from the characters that mean something in them: each is refused with a reason, or
// makes a safe name of any request. Templates that have found something stay in corpus/templates.txt.
import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../src/errors.ts";
import type { RequestRecord } from "../../src/model/request_record.ts";
import {
  fileName,
  parseTemplate,
  pathOfFileName,
  type Template,
} from "../../src/store/file_name.ts";
import { FIELD_NAMES } from "../../src/store/name_fields.ts";
import { FormatError, formatValue } from "../../src/store/python_format.ts";
import { safeName } from "../../src/store/safe_name.ts";

const CORPUS = Deno.readTextFileSync(new URL("corpus/templates.txt", import.meta.url))
  .split("\n").filter((line) => line !== "").map((line): string => JSON.parse(line));
/** Deno.test has no other way to say how long; a template must never take longer than a blink. */
const MOST_MS = 1_000;

const piece = fc.constantFrom(
  ...FIELD_NAMES,
  ..."{}<>!:/.%^=+-#0123456789,_ bcdeEfFgGnosxXrazé\u0000\u202e",
  ..."{{ }} << {path} <duration:06d> {date:%Y/%m/%d} {ms:.3f} {query!r:>20} {id:{status}} %Y %"
    .split(" "),
);
const template = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
const number = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e22, 5e-324, 2 ** 53, 0.1, 999.9999999),
);
const record: fc.Arbitrary<RequestRecord> = fc.record({
  id: number,
  pid: number,
  method: fc.string(),
  path: fc.string({ unit: "binary" }),
  query: fc.string({ unit: "binary" }),
  host: fc.string({ unit: "binary" }),
  route: fc.string(),
  status: number,
  responseBytes: number,
  outcome: fc.constantFrom("completed", "failed", "aborted"),
  startedAt: number,
  start: number,
  end: number,
  cpu: number,
  gc: number,
  wait: number,
  queued: number,
  unsampled: number,
});

/** undefined when it is refused as it should be. */
function parsed(text: string): Template | undefined {
  try {
    return parseTemplate(text);
  } catch (error) {
    assert.ok(error instanceof UserError, `${JSON.stringify(text)}: ${error}`);
    assert.equal(error.exitCode, 2);
    return undefined;
  }
}

function assertSafe(text: string, request: RequestRecord): void {
  const begin = performance.now();
  const parsedTemplate = parsed(text);
  if (parsedTemplate) {
    const name = fileName(parsedTemplate, request);
    for (const component of name.split("/")) {
      assert.notEqual(component, "");
      assert.equal(safeName(component), component, JSON.stringify(text));
    }
    pathOfFileName(name, parsedTemplate);
  }
  assert.ok(performance.now() - begin < MOST_MS, JSON.stringify(text));
}

Deno.test("parseTemplate() refuses any template, or fileName() makes safe names by it", () => {
  const examples = CORPUS.flatMap((text) =>
    fc.sample(record, { numRuns: 5, seed: 1 }).map((each): [string, RequestRecord] => [text, each])
  );
  fc.assert(fc.property(template, record, assertSafe), { numRuns: 10_000, examples });
});

const specPiece = fc.constantFrom(..."<>=^+- z#0123456789,_.bcdeEfFgGnosxX%{}é");
const spec = fc.oneof(
  fc.array(specPiece, { maxLength: 6 }).map((pieces) => pieces.join("")),
  // Each part in its place, so that many of them are right.
  fc.tuple(
    fc.constantFrom("", "<", ">", "^", "=", "*<", "é^", "0="),
    fc.constantFrom("", "+", "-", " "),
    fc.constantFrom("", "z"),
    fc.constantFrom("", "#"),
    fc.constantFrom("", "0"),
    fc.constantFrom("", "1", "12", "40"),
    fc.constantFrom("", ",", "_"),
    fc.constantFrom("", ".0", ".3", ".17"),
    fc.constantFrom("", ..."bcdeEfFgGnosxX%"),
  ).map((parts) => parts.join("")),
);
const value = fc.oneof(
  fc.string(),
  number,
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.constantFrom(0n, -1n, 65n, 0x10ffffn, 0x110000n),
);

Deno.test("formatValue() gives text of the width that is asked for, or a FormatError", () => {
  fc.assert(
    fc.property(value, spec, (value, spec) => {
      let text: string;
      try {
        text = formatValue(value, spec);
      } catch (error) {
        assert.ok(error instanceof FormatError, `${String(value)} as "${spec}": ${error}`);
        return;
      }
      const width = /^(?:.?[<>=^]|(?!.?[<>=^]))[-+ ]?z?#?(\d+)/u.exec(spec)?.[1];
      assert.ok([...text].length >= Number(width ?? 0), `${String(value)} as "${spec}": "${text}"`);
      assert.equal(formatValue(value, spec), text);
    }),
    { numRuns: 20_000 },
  );
});
