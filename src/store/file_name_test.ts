import assert from "node:assert/strict";
import { UserError } from "../errors.ts";
import type { RequestRecord } from "../model/request_record.ts";
import { defaultTemplate, fileName, parseTemplate, pathOfFileName } from "./file_name.ts";

const RECORD: RequestRecord = {
  id: 7,
  pid: 4242,
  method: "GET",
  path: "/users/42",
  query: "?q=/x",
  host: "localhost:8000",
  route: "/users/:id",
  status: 200,
  responseBytes: 10,
  outcome: "completed",
  startedAt: 1_795_330_000_000,
  start: 0,
  end: 38_200,
  cpu: 21_400,
  gc: 600,
  wait: 14_900,
  queued: 1300,
  unsampled: 0,
};

function named(template: string, record: Partial<RequestRecord> = {}): string {
  return fileName(parseTemplate(template), { ...RECORD, ...record });
}

function errorOf(template: string): UserError {
  try {
    parseTemplate(template);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  assert.fail(`${template} was taken`);
}

Deno.test("fileName() works as in the docs of django-extensions", () => {
  assert.equal(named(defaultTemplate), "users.42.000038ms.1795330000");
  assert.equal(named("<time>-<path>-<duration>ms"), "1795330000-users.42-38ms");
  assert.equal(named("{duration:06d}ms.{path}.{time}"), "000038ms.users.42.1795330000");
  assert.equal(named(defaultTemplate, { path: "/" }), "root.000038ms.1795330000");
});

Deno.test("fileName() takes both styles of fields, mixed", () => {
  assert.equal(named("<duration:06d>ms.{path:<12}.<status>"), "000038ms.users.42    .200");
  assert.equal(named("<path:*>10>.<path:>10>-<time>"), "__users.42.  users.42-1795330000");
  assert.equal(named("<path:{status}>").length, 200);
  assert.equal(named("<path!r>"), "'users.42'");
  assert.equal(named("<<path>>{{}}"), "_path__{}");
});

Deno.test("fileName() knows every field", () => {
  assert.equal(
    named("{method}-{route}-{host}-{query}-{id}-{pid}-{cpu:.1f}-{wait:.2f}-{ms}-{date}"),
    "GET-users._id-localhost_8000-q=_x-7-4242-21.4-14.90-38.2-20261122-064640",
  );
});

Deno.test("fileName() makes folders from the template only", () => {
  assert.equal(named("{method}/{date:%Y/%m}/{path}"), "GET/2026/11/users.42");
  assert.equal(named("{path}/{query}"), "users.42/q=_x");
  assert.equal(named("{path}-{status:c}", { status: 47 }), "users.42-_");
});

Deno.test("fileName() never leaves a component empty or unsafe", () => {
  assert.equal(named("{query}", { query: "" }), "_");
  assert.equal(named("{query}/{path}", { query: "", path: "/..%2f..%2fetc" }), "_/_.....etc");
  assert.equal(named("{path}/{id}", { path: "/CON" }), "_CON/7");
  assert.equal(named("{path}", { path: "/a:b" }), "a_b");
  assert.ok(
    named(defaultTemplate, { path: `/${"x".repeat(5000)}` }).endsWith("x.000038ms.1795330000"),
  );
});

Deno.test("fileName() drops a spec that fits no longer", () => {
  const template = "{path:{id}>10}.{duration:{time}}";
  // One digit is a fill, two are a width with nonsense behind; the time is far too wide from the start.
  assert.equal(named("{path:{id}>10}", { id: 7 }), "77users.42");
  assert.equal(named("{path:{id}>10}", { id: 42 }), "users.42");
  assert.match(errorOf(template).message, /field "duration": width 1700000000 is more than 1000$/);
});

Deno.test("parseTemplate() names the unknown field and guesses the one meant", () => {
  const error = errorOf("{tme}-{path}");
  assert.equal(error.message, 'Cannot use --prof-file "{tme}-{path}": unknown field "tme"');
  assert.equal(error.exitCode, 2);
  assert.equal(
    error.hint,
    "Fields are path, duration, time, method, status, route, host, query, id, pid, cpu, wait, ms, date. " +
      "Did you mean {time}?",
  );
  assert.match(errorOf("<Path>").hint, /Did you mean \{path\}\?$/);
  assert.match(errorOf("{duration:{wdith}}").message, /unknown field "wdith"$/);
  assert.doesNotMatch(errorOf("{xyz}").hint, /Did you mean/);
  assert.doesNotMatch(errorOf("{}").hint, /Did you mean/);
});

Deno.test("parseTemplate() tries every field out", () => {
  for (
    const [template, message] of Object.entries({
      "{path:06d}": /field "path": format "d" does not fit text$/,
      "{cpu:d}": /field "cpu": format "d" does not fit a number with decimals$/,
      "{duration:.2}": /field "duration": a precision cannot go with format "d"$/,
      "{date:%Q}": /field "date": unknown date code "%Q"$/,
      "{path": /"\{path" is not closed by "\}"$/,
      "a}b": /single "\}"; a literal one is written "\}\}"$/,
      "<path": /"<path" begins no <field>; a literal one is written "<<"$/,
      "{constructor}": /unknown field "constructor"$/,
      "{path:1000000000}": /width 1000000000 is more than 1000$/,
    })
  ) assert.match(errorOf(template).message, message, template);
});

Deno.test("parseTemplate() refuses empty names and ways out of the folder", () => {
  for (
    const template of ["", "{path:.0}", "/{path}", "{path}/", "a//b", "../{path}", "a/./{path}"]
  ) {
    const { message, hint, exitCode } = errorOf(template);
    assert.ok(message.startsWith(`Cannot use --prof-file "${template}": `), message);
    assert.match(hint, /^Fields are path, /);
    assert.equal(exitCode, 2);
  }
});

Deno.test("pathOfFileName() finds the path of the default template", () => {
  const template = parseTemplate(defaultTemplate);
  assert.equal(pathOfFileName("a.b.000012ms.1795330000", template), "a.b");
  assert.equal(pathOfFileName("a.b.000012ms.1795330000-3", template), "a.b");
  assert.equal(pathOfFileName("root.000012ms.1795330000", template), "root");
  for (const foreign of ["CPU.20261122.123.0.001", "a.b.12.34", "000012ms.1795330000", ""]) {
    assert.equal(pathOfFileName(foreign, template), foreign);
  }
});

Deno.test("pathOfFileName() follows the template", () => {
  const pathIn = (name: string, text: string) => pathOfFileName(name, parseTemplate(text));
  assert.equal(pathIn("1795330000-a.b-12ms", "<time>-<path>-<duration>ms"), "a.b");
  assert.equal(pathIn("1795330000-a-1", "{time}-{path}"), "a-1");
  assert.equal(pathIn("GET_a.b_1.25", "{date:%Y}/{method}:{path}:{ms:.2f}"), "a.b");
  assert.equal(pathIn("20261122-080000.a", "{date}.{path}"), "a");
  // Nothing tells where the host ends.
  assert.equal(pathIn("localhost.a.b", "{host}.{path}"), "localhost.a.b");
  assert.equal(pathIn("17.12", "{path}/{id}.{pid}"), "17.12");
});

Deno.test("pathOfFileName() finds the path again that fileName() wrote", () => {
  const template = parseTemplate(defaultTemplate);
  for (const path of ["/", "/a/b", "/a.12ms.34", "/.", "/x.5ms", "/日本"]) {
    const name = fileName(template, { ...RECORD, path });
    assert.equal(`${pathOfFileName(name, template)}.000038ms.1795330000`, name);
  }
});
