// The end of a server that has not written all profiles yet: people must know what they wait for, and may leave it
// to the next start, which finds everything in the spool.
import type { Attribution } from "../model/attribution.ts";
import type { Recorder } from "./recorder.ts";
import type { Reporter } from "./serve_options.ts";

/** So long nobody wonders. */
const SETTLE_MS = 1_000;

/** What is around it. */
export interface FinishContext {
  readonly recorder: Pick<Recorder, "finish" | "waiting">;
  readonly reporter: Pick<Reporter, "say" | "warn">;
  /** Somebody did not want to wait for the app. */
  readonly isImpatient: boolean;
  /** Somebody does not want to wait any more. */
  readonly second: Promise<void>;
}

/** Waits until all is written and returns its sums; undefined when the rest was left to the next start. */
export async function finishRecording(
  { recorder, reporter, isImpatient, second }: FinishContext,
  settleMs = SETTLE_MS,
): Promise<Attribution | undefined> {
  const finished = recorder.finish();
  const settled = Promise.withResolvers<void>();
  const timer = setTimeout(settled.resolve, settleMs);
  const soon = await Promise.race([finished, settled.promise]);
  clearTimeout(timer);
  if (soon) return soon;
  if (!isImpatient) {
    reporter.say(`Writing ${waiting(recorder)}; CONTROL-C leaves them to the next start.`);
    const late = await Promise.race([finished, second]);
    if (late) return late;
  }
  reporter.warn(`Left ${waiting(recorder)} to the next start, which finds them in the spool`);
  return undefined;
}

function waiting({ waiting }: Pick<Recorder, "waiting">): string {
  return waiting === 1 ? "1 profile that is waiting" : `${waiting} profiles that are waiting`;
}
