// Checked access to the JSON of a .cpuprofile: every complaint names the place and shows the value.
import { UserError } from "../../errors.ts";
import { isJsonObject, type JsonObject, numberOf, shownValue } from "../json_value.ts";

/** "Mine but broken": says where the file is wrong, what is there and what belongs there. */
export function brokenProfile(where: string, value: unknown, expected: string): UserError {
  return new UserError(
    `Broken .cpuprofile: ${where} is ${shownValue(value)}, expected ${expected}`,
    {
      hint: "Was the file edited, cut off, or written by something other than V8?",
    },
  );
}

/** `object[key]` as a number; a missing or null member gives `missing`. */
export function optionalNumber<T>(
  object: JsonObject,
  key: string,
  { place, missing }: { place: () => string; missing: T },
): number | T {
  const value = object[key] ?? undefined;
  if (value === undefined) return missing;
  const number = numberOf(value);
  if (Number.isNaN(number)) throw brokenProfile(member(place(), key), value, "a number");
  return number;
}

/** `object[key]` as a list, which may be a column already; a missing or null member gives an empty one. */
export function optionalList(object: JsonObject, key: string, place: string): ArrayLike<unknown> {
  const value = object[key] ?? [];
  const isList = Array.isArray(value) || value instanceof Float64Array;
  if (!isList) throw brokenProfile(member(place, key), value, "a list");
  return value;
}

/** `object[key]` as a list of numbers. */
export function numberList(object: JsonObject, key: string): Float64Array {
  const list = optionalList(object, key, "");
  if (list instanceof Float64Array) return list;
  const numbers = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) {
    numbers[i] = numberOf(list[i]);
    if (Number.isNaN(numbers[i])) throw brokenProfile(`${key}[${i}]`, list[i], "a number");
  }
  return numbers;
}

/** `value` as an object, whose members may then be read. */
export function objectAt(value: unknown, place: () => string): JsonObject {
  if (!isJsonObject(value)) throw brokenProfile(place(), value, "an object");
  return value;
}

function member(place: string, key: string): string {
  return place === "" ? key : `${place}.${key}`;
}
