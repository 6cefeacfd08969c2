// A quantity before and after, and whether the difference means anything.

/** "higher" and "lower" are the few that noise does not explain; "too few" requests can show nothing. */
export type Verdict = "higher" | "lower" | "noise" | "too few";

/** Two numbers of the same kind. */
export interface Change {
  readonly before: number;
  readonly after: number;
  /** How likely such a difference is by chance, adjusted for the number of comparisons; NaN when not known. */
  readonly p: number;
  readonly verdict: Verdict;
}

/** What counts as a difference: the usual 5 %, as in benchstat. */
export const ALPHA = 0.05;

/** `p` is NaN when there are too few requests. */
export function change(before: number, after: number, p: number): Change {
  const verdict = Number.isNaN(p)
    ? "too few"
    : p >= ALPHA || before === after
    ? "noise"
    : after > before
    ? "higher"
    : "lower";
  return { before, after, p, verdict };
}
