// The date codes of C's strftime, always in UTC: the spec of {date:%Y%m%d-%H%M%S}. English names.
import { FormatError } from "./python_format.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAY_MS = 86_400_000;

const CODES: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => DAYS[date.getUTCDay()]!.slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()]!,
  b: (date) => MONTHS[date.getUTCMonth()]!.slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()]!,
  d: (date) => padded(date.getUTCDate(), 2),
  f: (date) => padded(date.getUTCMilliseconds() * 1000, 6),
  F: (date) => strftime(date, "%Y-%m-%d"),
  H: (date) => padded(date.getUTCHours(), 2),
  I: (date) => padded(date.getUTCHours() % 12 || 12, 2),
  j: (date) => padded(dayOfYear(date), 3),
  m: (date) => padded(date.getUTCMonth() + 1, 2),
  M: (date) => padded(date.getUTCMinutes(), 2),
  p: (date) => date.getUTCHours() < 12 ? "AM" : "PM",
  S: (date) => padded(date.getUTCSeconds(), 2),
  T: (date) => strftime(date, "%H:%M:%S"),
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  y: (date) => padded(date.getUTCFullYear() % 100, 2),
  Y: (date) => padded(date.getUTCFullYear(), 4),
  z: () => "+0000",
  Z: () => "UTC",
  "%": () => "%",
};

/** Replaces the %-codes of `format`; throws FormatError for one that is not known here. */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(.?)/gsu, (_, code: string) => {
    const write = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
    if (!write) throw new FormatError(`unknown date code "%${code}"`);
    return write(date);
  });
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / DAY_MS) + 1;
}
