// Names of profile files: the template of --prof-file, filled in with what is known about a request.
// Fields are written {name:spec} as in Python or <name:spec>; a literal "<" outside of braces is "<<".
// A "/" of the template makes a folder, one from a value never does. Unsafe characters become "_".
import { closestString } from "@std/text/closest-string";
import { UserError } from "../errors.ts";
import type { RequestRecord } from "../model/request_record.ts";
import { FIELD_NAMES, type FieldName, nameFields } from "./name_fields.ts";
import { FormatError } from "./python_format.ts";
import {
  type FieldLookup,
  parsePythonTemplate,
  renderField,
  type TemplateField,
  type TemplatePart,
} from "./python_template.ts";
import { replaceForbidden, safeName } from "./safe_name.ts";

/** A template whose fields exist and take their formats. */
export interface Template {
  /** As the user wrote it. */
  readonly text: string;
  readonly parts: readonly TemplatePart[];
  /** Finds `path` in the last component of a name; missing when a name cannot tell. */
  readonly pathPattern?: RegExp;
}

/** The template of django-extensions. */
export const defaultTemplate = "{path}.{duration:06d}ms.{time}";

/** A request whose values stand for all others when a template is tried out. */
const SAMPLE: RequestRecord = {
  id: 1,
  pid: 1,
  method: "GET",
  path: "/a",
  query: "?a",
  host: "a",
  route: "/a",
  status: 200,
  responseBytes: 0,
  outcome: "completed",
  startedAt: 1_700_000_000_000,
  start: 0,
  end: 2000,
  cpu: 1000,
  gc: 0,
  wait: 1000,
  queued: 0,
  unsampled: 0,
};

/** Reads and tries out the value of --prof-file; throws a UserError (exit code 2) for one that cannot work. */
export function parseTemplate(text: string): Template {
  try {
    const parts = parsePythonTemplate(withBraces(text));
    tryOut(parts);
    const pathPattern = pathPatternOf(parts);
    return { text, parts, ...(pathPattern && { pathPattern }) };
  } catch (error) {
    if (error instanceof FormatError) throw refusal(text, error.message);
    throw error;
  }
}

/** The name of a request's file: relative, "/" between folders, without extension. Never fails. */
export function fileName(template: Template, record: RequestRecord): string {
  const lookup = lookupIn(record);
  return template.parts
    .map((part) => typeof part === "string" ? part : requestText(part, lookup))
    .join("")
    .split("/")
    .map(safeName)
    .join("/");
}

/**
 * The path's part of a file name (base name without extension): how files without a record are grouped. The
 * whole name when the template or the name cannot tell: a wrong guess would merge what does not belong together.
 */
export function pathOfFileName(name: string, template: Template): string {
  return template.pathPattern?.exec(name)?.[1] ?? name;
}

/** Rewrites <name...> as {name...}; text in braces stays as it is, so {path:<20} keeps its alignment. */
function withBraces(text: string): string {
  // In order: escapes and whole fields, which stay; <<; <name>, whose spec may begin with fill and align.
  const tokens =
    /\{\{|\}\}|\{(?:[^{}]|\{[^{}]*\})*\}|<<|<(\w+(?:![^<>])?(?::(?:.?[<>=^])?[^<>]*)?)>|</gsu;
  return text.replace(tokens, (token: string, field: string | undefined, at: number) => {
    if (field !== undefined) return `{${field}}`;
    if (token === "<<") return "<";
    if (token !== "<") return token;
    throw new FormatError(
      `"${text.slice(at, at + 12)}" begins no <field>; a literal one is written "<<"`,
    );
  });
}

function tryOut(parts: readonly TemplatePart[]): void {
  for (const name of fieldNames(parts)) {
    if (!isFieldName(name)) throw new FormatError(`unknown field "${name}"`);
  }
  const lookup = lookupIn(SAMPLE);
  const name = parts
    .map((part) => typeof part === "string" ? part : trialText(part, lookup))
    .join("");
  if (name === "") throw new FormatError("it makes an empty name");
  for (const component of name.split("/")) {
    if (component === "") throw new FormatError(`there is no name before or behind a "/"`);
    if (/^\.\.?$/.test(component)) throw new FormatError(`"${component}" is no name for a folder`);
  }
}

function trialText(field: TemplateField, lookup: FieldLookup): string {
  try {
    return fieldText(field, lookup);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`field "${field.name}": ${error.message}`);
  }
}

/** A nested field can make a spec that fits the sample but not a request: then the value goes without it. */
function requestText(field: TemplateField, lookup: FieldLookup): string {
  try {
    return fieldText(field, lookup);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return fieldText({ name: field.name, conversion: "", spec: [] }, lookup);
  }
}

function fieldText(field: TemplateField, lookup: FieldLookup): string {
  const text = renderField(field, lookup);
  // The spec of a date is the template's own text: {date:%Y/%m/%d} makes folders.
  return field.name === "date" && literalSpec(field) !== undefined
    ? text
    : text.replaceAll("/", "_");
}

/** The spec of a field without nested fields. */
function literalSpec({ spec }: TemplateField): string | undefined {
  return spec.every((part) => typeof part === "string") ? spec.join("") : undefined;
}

function lookupIn(record: RequestRecord): FieldLookup {
  const fields = nameFields(record);
  return (name) => fields[name as FieldName];
}

function isFieldName(name: string): name is FieldName {
  return (FIELD_NAMES as readonly string[]).includes(name);
}

function fieldNames(parts: readonly TemplatePart[]): string[] {
  return parts.flatMap((part) =>
    typeof part === "string" ? [] : [part.name, ...fieldNames(part.spec)]
  );
}

function refusal(text: string, reason: string): UserError {
  const unknown = /^unknown field "(.+)"$/s.exec(reason)?.[1];
  const guess = unknown && closestString(unknown, FIELD_NAMES);
  // Something is always closest; without even the first letter in common it is noise.
  const isLikely = guess && guess[0] === unknown[0]?.toLowerCase();
  return new UserError(`Cannot use --prof-file "${text}": ${reason}`, {
    hint: `Fields are ${FIELD_NAMES.join(", ")}.${isLikely ? ` Did you mean {${guess}}?` : ""}`,
    exitCode: 2,
  });
}

const ANY_PATH = "(.+)";

/** What a field with such a spec (and nothing else) looks like in a name. */
const FIELD_PATTERNS: readonly { fields: readonly FieldName[]; spec: RegExp; pattern: string }[] = [
  { fields: ["path"], spec: /^/, pattern: ANY_PATH },
  { fields: ["duration", "time", "status", "id", "pid"], spec: /^(0\d+)?d?$/, pattern: "\\d+" },
  { fields: ["cpu", "wait", "ms"], spec: /^((\.[1-9]\d*)?f)?$/, pattern: "\\d+\\.\\d+" },
  { fields: ["method"], spec: /^$/, pattern: "[A-Z]+" },
  { fields: ["date"], spec: /^$/, pattern: "\\d{8}-\\d{6}" },
];

/**
 * Matches the last component of a name, group 1 being the path. Only when every other field there is a number,
 * a method or a plain date: between two free texts nothing tells where one ends.
 */
function pathPatternOf(parts: readonly TemplatePart[]): RegExp | undefined {
  const patterns = lastComponent(parts).map(partPattern);
  const paths = patterns.filter((pattern) => pattern === ANY_PATH);
  if (patterns.includes(undefined) || paths.length !== 1) return undefined;
  // A taken name got a "-1". Behind a path that may as well be part of it, so there it stays.
  const suffix = patterns.at(-1) === ANY_PATH ? "" : "(?:-\\d+)?";
  return new RegExp(`^${patterns.join("")}${suffix}$`, "su");
}

function lastComponent(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const slash = parts.findLastIndex((part) => typeof part === "string" && part.includes("/"));
  if (slash === -1) return parts;
  return [(parts[slash] as string).replace(/^.*\//s, ""), ...parts.slice(slash + 1)];
}

function partPattern(part: TemplatePart): string | undefined {
  if (typeof part === "string") return RegExp.escape(replaceForbidden(part));
  const spec = part.conversion ? undefined : literalSpec(part);
  return FIELD_PATTERNS.find(({ fields, spec: allowed }) =>
    (fields as readonly string[]).includes(part.name) && spec !== undefined && allowed.test(spec)
  )?.pattern;
}
