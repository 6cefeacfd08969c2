// Times for people.
import type { Micros } from "../../model/profile.ts";

/** Milliseconds with one decimal, as sampling is no finer than that; "-" for what is unknown. */
export function milliseconds(micros: Micros): string {
  return Number.isNaN(micros) ? "-" : (micros / 1000).toFixed(1);
}
