// Values out of a JSON file of which nothing is sure: tested, read as numbers, and shown in complaints.

/** A JSON object whose members have not been looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether it has members; lists and null have none. */
export function isJsonObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The number that `value` is or spells (some tools write strings); NaN for anything else. */
export function numberOf(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : NaN;
}

/** For a complaint. Only the outside of objects: they may be nested deeper than JSON.stringify can follow. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "an object";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
