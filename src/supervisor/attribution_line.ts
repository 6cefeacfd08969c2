// How far the profiles can be trusted, said once at the end of `serve`.
import type { Attribution } from "../model/attribution.ts";

/** Some hundreds of samples; a share of fewer says nothing: one of four is 25 %. */
const MIN_WORK_US = 50_000;

/** What is shown of the sampled work; undefined when there was too little of it for a share. */
export function attributionLine({ attributed, unattributed }: Attribution): string | undefined {
  const all = attributed + unattributed;
  if (all < MIN_WORK_US) return undefined;
  const time = all < 1e6 ? `${(all / 1e3).toFixed(0)} ms` : `${(all / 1e6).toFixed(1)} s`;
  const share = (unattributed / all * 100).toFixed(1);
  return `Of ${time} that the app worked during requests, ${share} % could not be given to one.`;
}
