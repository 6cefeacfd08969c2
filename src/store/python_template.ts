// Templates of Python's str.format: literal text, {{ and }}, and {name!conversion:spec} where the spec may
// hold fields of its own. Follows CPython's MarkupIterator (Objects/stringlib/unicode_format.h, 3.11).
// Differs on purpose: {0}, {}, {name.attribute} and {name[index]} are unknown fields, as values are plain.
import { FormatError, type FormatValue, formatValue } from "./python_format.ts";
import { pythonRepr } from "./python_repr.ts";

/** A replacement field. */
export interface TemplateField {
  readonly name: string;
  /** !r, !s or !a; "" for none. */
  readonly conversion: string;
  readonly spec: readonly TemplatePart[];
}

/** Literal text, or a field. */
export type TemplatePart = string | TemplateField;

/** A value with a mini-language of its own, like Python's __format__. */
export interface SelfFormatting {
  /** "" is the value's plain text; throws FormatError. */
  format(spec: string): string;
}

/** Looks a field up; undefined when there is none of that name. */
export type FieldLookup = (name: string) => FormatValue | SelfFormatting | undefined;

/** Fields in a spec may not have fields in their specs: Python's recursion limit. */
const MAX_DEPTH = 2;

/** Splits a template into its parts; throws FormatError where Python raises ValueError. */
export function parsePythonTemplate(text: string, depth = MAX_DEPTH): TemplatePart[] {
  if (depth === 0) throw new FormatError("fields are nested too deeply");
  const parts: TemplatePart[] = [];
  let literal = "";
  for (let at = 0; at < text.length;) {
    const brace = text[at]!;
    if (brace !== "{" && brace !== "}") {
      literal += brace;
      at++;
    } else if (text[at + 1] === brace) {
      literal += brace;
      at += 2;
    } else if (brace === "}" || at + 1 === text.length) {
      throw new FormatError(`single "${brace}"; a literal one is written "${brace}${brace}"`);
    } else {
      if (literal) parts.push(literal);
      literal = "";
      const { field, end } = parseField(text, at + 1, depth);
      parts.push(field);
      at = end;
    }
  }
  if (literal) parts.push(literal);
  return parts;
}

/** Reads the field whose "{" stands before `start`; `end` is behind its "}". */
function parseField(text: string, start: number, depth: number) {
  const head = /([^{}:!]*)(?:!(.?))?([:}]?)/suy;
  head.lastIndex = start;
  const [whole, name = "", conversion = "", stop] = head.exec(text)!;
  if (whole.includes("!") && !/^[rsa]$/.test(conversion)) {
    throw new FormatError(`unknown conversion "!${conversion}" of "${name}"`);
  }
  const specStart = start + whole.length;
  const end = stop === "}" ? specStart - 1 : stop === ":" ? closingBrace(text, specStart) : -1;
  if (end === -1) throw new FormatError(`"{${whole}" is not closed by "}"`);
  const spec = text.slice(specStart, end);
  // A spec without fields is not a level of its own for the recursion limit.
  const parts = spec.includes("{") ? parsePythonTemplate(spec, depth - 1) : spec ? [spec] : [];
  return { field: { name, conversion, spec: parts }, end: end + 1 };
}

function closingBrace(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

/** Fills a whole template in; throws FormatError for an unknown field or a spec that does not fit. */
export function renderTemplate(parts: readonly TemplatePart[], lookup: FieldLookup): string {
  return parts.map((part) => typeof part === "string" ? part : renderField(part, lookup)).join("");
}

/** Fills one field in; throws like renderTemplate(). */
export function renderField(field: TemplateField, lookup: FieldLookup): string {
  const value = lookup(field.name);
  if (value === undefined) throw new FormatError(`unknown field "${field.name}"`);
  const spec = renderTemplate(field.spec, lookup);
  if (field.conversion) return formatValue(convert(value, field.conversion), spec);
  return typeof value === "object" ? value.format(spec) : formatValue(value, spec);
}

function convert(value: FormatValue | SelfFormatting, conversion: string): string {
  const plain = typeof value === "object" ? value.format("") : formatValue(value, "");
  if (conversion === "s" || typeof value !== "string") return plain;
  return pythonRepr(plain, { ascii: conversion === "a" });
}
