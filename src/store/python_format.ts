// One value through Python's format-spec mini-language, as format(value, spec) of CPython 3.11 does it:
// [[fill]align][sign][z][#][0][width][group][.precision][type]. The text of a field in --prof-file.
// Differs on purpose: width and precision end at 1000, digits are ASCII, the locale ("n") is C.
import { type Decimal, exactDigits, roundDigits, shortestDigits } from "./decimal_digits.ts";

/** Values that can be formatted; the type decides what Python would see: str, int or float. */
export type FormatValue = string | bigint | number;

/** A format that Python refuses too (or that asks for more than 1000 characters). */
export class FormatError extends Error {
  override readonly name = "FormatError";
}

/** CPython builds a gigabyte for a width of 10^9 and refuses only beyond 2^63; a file name ends at 255. */
const MAX_LENGTH = 1000;

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly dropsNegativeZero: boolean;
  readonly alternate: boolean;
  /** 0 = as long as needed. */
  readonly width: number;
  readonly separator: string;
  /** -1 = none given. */
  readonly precision: number;
  readonly type: string;
}

/** What stands around the padding: sign, prefix, digits that can be grouped, and the rest as it is. */
interface NumberText {
  readonly isNegative: boolean;
  readonly prefix: string;
  readonly whole: string;
  readonly rest: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?([0-9]+)?([,_])?(?:\.([0-9]+))?([^,_])?$/su;
const KIND_NAMES = { string: "text", bigint: "a whole number", number: "a number with decimals" };
type Kind = keyof typeof KIND_NAMES;

/** Formats a str (string), int (bigint) or float (number); throws FormatError where Python raises. */
export function formatValue(value: FormatValue, spec: string): string {
  const kind = typeof value as Kind;
  const parsed = parseSpec(spec, kind);
  if (typeof value === "string") return formatText(value, parsed);
  if (/^[eEfFgG%]$/.test(parsed.type) || kind === "number") return formatFloat(value, parsed);
  return formatInt(BigInt(value), parsed);
}

function parseSpec(text: string, kind: Kind): Spec {
  const match = SPEC.exec(text);
  if (!match) throw new FormatError(`"${text}" is not a format`);
  const [, fill, align, sign, z, hash, zero, width, separator = "", precision, type] = match;
  // After an explicit fill the zero is the first digit of the width, not a flag.
  const zeroFills = zero !== undefined && fill === undefined;
  const spec: Spec = {
    fill: fill ?? (zeroFills ? "0" : " "),
    align: align ?? (kind === "string" ? "<" : zeroFills ? "=" : ">"),
    sign: sign ?? "",
    dropsNegativeZero: z !== undefined,
    alternate: hash !== undefined,
    width: bounded(width, "width") ?? 0,
    separator,
    precision: bounded(precision, "precision") ?? -1,
    type: type ?? { string: "s", bigint: "d", number: "" }[kind],
  };
  checkSpec(spec, kind);
  return spec;
}

function bounded(digits: string | undefined, what: string): number | undefined {
  if (digits === undefined) return undefined;
  if (Number(digits) <= MAX_LENGTH) return Number(digits);
  throw new FormatError(`${what} ${digits} is more than ${MAX_LENGTH}`);
}

const TYPES = { string: /^s$/, bigint: /^[bcdoxXneEfFgG%]$/, number: /^[eEfFgGn%]?$/ };

function checkSpec(spec: Spec, kind: Kind): void {
  const { type, separator } = spec;
  if (!TYPES[kind].test(type)) {
    throw new FormatError(`format "${type}" does not fit ${KIND_NAMES[kind]}`);
  }
  const groups = separator === "" || /^[deEfFgG%]?$/.test(type) ||
    (separator === "_" && /^[boxX]$/.test(type));
  if (!groups) throw new FormatError(`"${separator}" cannot go with format "${type}"`);
  const refused = refusedOptions(spec, kind);
  if (refused) throw new FormatError(`${refused} cannot go with format "${type}"`);
}

/** Names the first option that the type has no use for. */
function refusedOptions(spec: Spec, kind: Kind): string | undefined {
  const isText = kind === "string";
  const isChar = spec.type === "c";
  const isInt = kind === "bigint" && /^[bcdoxXn]$/.test(spec.type);
  if ((isText || isChar) && spec.sign) return `sign "${spec.sign}"`;
  if ((isText || isChar) && spec.alternate) return `"#"`;
  if ((isText || isInt) && spec.dropsNegativeZero) return `"z"`;
  if (isText && spec.align === "=") return `alignment "="`;
  if (isInt && spec.precision >= 0) return "a precision";
  return undefined;
}

function formatText(value: string, { precision, width, align, fill }: Spec): string {
  // Python counts code points; the iterator keeps surrogate pairs whole.
  let characters = Array.from(value);
  if (precision >= 0) characters = characters.slice(0, precision);
  const [left, right] = paddings(width - characters.length, align);
  return fill.repeat(left) + characters.join("") + fill.repeat(right);
}

function paddings(missing: number, align: string): [left: number, right: number] {
  if (missing <= 0) return [0, 0];
  if (align === "<") return [0, missing];
  if (align === "^") return [missing >> 1, missing - (missing >> 1)];
  return [missing, 0];
}

const BASES = new Map([["b", 2], ["o", 8], ["x", 16], ["X", 16]]);

function formatInt(value: bigint, spec: Spec): string {
  if (spec.type === "c") return formatCharacter(value, spec);
  const isNegative = value < 0n;
  const base = BASES.get(spec.type) ?? 10;
  const digits = (isNegative ? -value : value).toString(base);
  const prefix = spec.alternate && base !== 10 ? `0${spec.type}` : "";
  const whole = spec.type === "X" ? digits.toUpperCase() : digits;
  return assemble({ isNegative, prefix, whole, rest: "" }, spec);
}

function formatCharacter(value: bigint, spec: Spec): string {
  if (value < 0n || value > 0x10ffffn) throw new FormatError(`${value} is not a character`);
  const rest = String.fromCodePoint(Number(value));
  return assemble({ isNegative: false, prefix: "", whole: "", rest }, spec);
}

function formatFloat(value: bigint | number, spec: Spec): string {
  const number = Number(value);
  if (typeof value === "bigint" && !Number.isFinite(number)) {
    throw new FormatError("the number is too large");
  }
  const scaled = spec.type === "%" ? number * 100 : number;
  const text = Number.isFinite(scaled)
    ? floatText(Math.abs(scaled), spec)
    : String(Math.abs(scaled)).slice(0, 3).toLowerCase();
  const cased = /^[EFG]$/.test(spec.type) ? text.toUpperCase() : text;
  const isNegative = (scaled < 0 || Object.is(scaled, -0)) &&
    !(spec.dropsNegativeZero && Number(text) === 0);
  const whole = /^[0-9]*/.exec(cased)![0];
  const rest = cased.slice(whole.length) + (spec.type === "%" ? "%" : "");
  return assemble({ isNegative, prefix: "", whole, rest }, spec);
}

/** The digits of a finite value >= 0, laid out as the type asks (format_float_short in CPython). */
function floatText(value: number, { type, precision, alternate }: Spec): string {
  const places = precision < 0 ? 6 : precision;
  switch (type.toLowerCase()) {
    case "":
      return precision < 0 ? reprText(value, alternate) : generalText(value, places, {
        alternate,
        needsFraction: true,
      });
    case "e":
      return exponentText(roundDigits(exactDigits(value), places + 1), places, alternate);
    case "f":
    case "%": {
      const exact = exactDigits(value);
      return fixedText(roundDigits(exact, exact.point + places), places, alternate);
    }
    default:
      return generalText(value, places, { alternate, needsFraction: false });
  }
}

function reprText(value: number, alternate: boolean): string {
  const shortest = shortestDigits(value);
  const { digits, point } = shortest;
  if (point <= -4 || point > 16) return exponentText(shortest, digits.length - 1, alternate);
  return fixedText(shortest, Math.max(digits.length - point, 1), alternate);
}

function generalText(
  value: number,
  precision: number,
  { alternate, needsFraction }: { alternate: boolean; needsFraction: boolean },
): string {
  const significant = Math.max(precision, 1);
  const rounded = roundDigits(exactDigits(value), significant);
  const { digits, point } = rounded;
  if (point <= -4 || point > significant - (needsFraction ? 1 : 0)) {
    return exponentText(rounded, (alternate ? significant : digits.length) - 1, alternate);
  }
  const places = (alternate ? significant : digits.length) - point;
  return fixedText(rounded, Math.max(places, needsFraction ? 1 : 0), alternate);
}

function fixedText({ digits, point }: Decimal, places: number, alternate: boolean): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  const fraction = "0".repeat(Math.max(0, -point)) + digits.slice(Math.max(0, point));
  const dot = places > 0 || alternate ? "." : "";
  return whole + dot + fraction.padEnd(places, "0");
}

function exponentText({ digits, point }: Decimal, places: number, alternate: boolean): string {
  const exponent = point - 1;
  const dot = places > 0 || alternate ? "." : "";
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits[0]}${dot}${digits.slice(1).padEnd(places, "0")}e${
    exponent < 0 ? "-" : "+"
  }${power}`;
}

/** Sign, prefix, grouped digits and rest, padded to the width. */
function assemble({ isNegative, prefix, whole, rest }: NumberText, spec: Spec): string {
  const sign = isNegative ? "-" : spec.sign === "-" ? "" : spec.sign;
  const fixedLength = sign.length + prefix.length + Array.from(rest).length;
  const zeroPads = spec.fill === "0" && spec.align === "=";
  const grouped = groupDigits(whole, spec, zeroPads ? spec.width - fixedLength : 0);
  const missing = spec.width - fixedLength - grouped.length;
  if (spec.align === "=") {
    return sign + prefix + spec.fill.repeat(Math.max(0, missing)) + grouped + rest;
  }
  const [left, right] = paddings(missing, spec.align);
  return spec.fill.repeat(left) + sign + prefix + grouped + rest + spec.fill.repeat(right);
}

/** Zeros up to `minLength` take separators too, so the result can be one longer: 0,001,234 for 08. */
function groupDigits(digits: string, { separator, type }: Spec, minLength: number): string {
  if (digits === "") return "";
  if (separator === "") return digits.padStart(minLength, "0");
  const size = BASES.has(type) ? 4 : 3;
  const padded = digits.padStart(minLength - Math.floor((minLength - 1) / (size + 1)), "0");
  const lead = padded.length % size || size;
  const groups = [padded.slice(0, lead)];
  for (let at = lead; at < padded.length; at += size) groups.push(padded.slice(at, at + size));
  return groups.join(separator);
}
