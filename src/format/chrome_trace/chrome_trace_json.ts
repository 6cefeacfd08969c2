// Checked access to the JSON of a Chrome trace: every complaint names the place and shows the value.
import { UserError } from "../../errors.ts";
import { isJsonObject, type JsonObject, numberOf, shownValue } from "../json_value.ts";

/** "Mine but broken": says where the trace is wrong, what is there and what belongs there. */
export function brokenTrace(place: string, value: unknown, expected: string): UserError {
  return new UserError(
    `Broken Chrome trace: ${place} is ${shownValue(value)}, expected ${expected}`,
    {
      hint: "Was the file edited, or written by something other than Chrome, Electron or Node.js?",
    },
  );
}

/** `value` as an object, whose members may then be read. */
export function objectOf(value: unknown, place: string): JsonObject {
  if (!isJsonObject(value)) throw brokenTrace(place, value, "an object");
  return value;
}

/** `object[key]` as a list; a missing or null member gives an empty one. */
export function listOf(object: JsonObject, key: string, place: string): readonly unknown[] {
  const value = object[key] ?? [];
  if (!Array.isArray(value)) throw brokenTrace(`${place}.${key}`, value, "a list");
  return value;
}

/** As listOf(), with every entry a number or text that spells one. */
export function numbersOf(object: JsonObject, key: string, place: string): Float64Array {
  const list = listOf(object, key, place);
  const numbers = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) {
    numbers[i] = numberOf(list[i]);
    if (Number.isNaN(numbers[i])) throw brokenTrace(`${place}.${key}[${i}]`, list[i], "a number");
  }
  return numbers;
}

/** `object[key]` in microseconds that doubles can still count one by one; undefined when missing. */
export function timeOf(object: JsonObject, key: string, place: string): number | undefined {
  const value = object[key] ?? undefined;
  if (value === undefined) return undefined;
  const time = numberOf(value);
  if (!isTime(time)) throw brokenTrace(`${place}.${key}`, value, "a time in microseconds");
  return time;
}

/** False for NaN as well. */
export function isTime(time: number): boolean {
  return Math.abs(time) <= Number.MAX_SAFE_INTEGER;
}
