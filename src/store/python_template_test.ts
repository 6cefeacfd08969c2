import assert from "node:assert/strict";
import { FormatError } from "./python_format.ts";
import { type FieldLookup, parsePythonTemplate, renderTemplate } from "./python_template.ts";

const lookup: FieldLookup = (name) =>
  ({ path: "api.x", duration: 12n, load: 2.5, when: { format: (spec: string) => `<${spec}>` } })[
    name
  ];

function render(template: string): string {
  return renderTemplate(parsePythonTemplate(template), lookup);
}

Deno.test("parsePythonTemplate() splits literals, fields and nested fields", () => {
  assert.deepEqual(parsePythonTemplate("{{a}}-{path!r:>{duration}}"), [
    "{a}-",
    {
      name: "path",
      conversion: "r",
      spec: [">", { name: "duration", conversion: "", spec: [] }],
    },
  ]);
});

Deno.test("parsePythonTemplate() refuses what Python refuses", () => {
  for (
    const template of [
      "{",
      "}",
      "{path",
      "{path!",
      "{path!}",
      "{path!x}",
      "{path!rs}",
      "{path!:}",
      "{path!r:}}",
      "{path:{{}",
      "{a{b}}",
      "{path:}}",
      "{path:{path:{path}}}",
      "a}b",
      "{path:{duration}",
      "}{",
    ]
  ) assert.throws(() => parsePythonTemplate(template), FormatError, template);
});

Deno.test("renderTemplate() formats by the kind of the value", () => {
  assert.equal(render("{path:*>8}-{duration:06d}ms-{load:.2f}"), "***api.x-000012ms-2.50");
  assert.equal(render("{path:{duration}}|{load!s:>5}|{path!r}"), "api.x       |  2.5|'api.x'");
});

Deno.test("renderTemplate() leaves a value with its own language its spec", () => {
  assert.equal(render("{when:%H:%M}{when!s:>3}{when}"), "<%H:%M> <><>");
});

Deno.test("renderTemplate() refuses unknown, positional and indexed fields", () => {
  for (const template of ["{tme}", "{}", "{0}", "{path.x}", "{path[0]}", "{ path}"]) {
    assert.throws(() => render(template), { name: "FormatError", message: /^unknown field "/ });
  }
});
