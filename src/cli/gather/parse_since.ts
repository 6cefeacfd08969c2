// The value of --since: how long ago, or a date.
import { UserError } from "../../errors.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
/** A date alone is the beginning of that day here; JavaScript would take it for that in Greenwich. */
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Epoch milliseconds; `now` is likewise. Throws a UserError (usage) for what is neither age nor date. */
export function parseSince(text: string, now: number): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * UNIT_MS[unit!]!;
  const date = DATE.test(text) ? `${text}T00:00` : DATE_TIME.test(text) ? text : "";
  const time = new Date(date.replace(" ", "T")).getTime();
  if (Number.isFinite(time)) return time;
  throw new UserError(`Cannot use --since "${text}": neither an age nor a date`, {
    hint: "Write 90s, 15m, 2h, 7d or 1w, or 2026-11-22 or 2026-11-22T14:30",
    exitCode: 2,
  });
}
