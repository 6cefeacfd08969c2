// The kinds of time of two recordings, one below the other on one scale.
import type { Recording } from "../format/codec.ts";
import type { Micros } from "../model/profile.ts";
import { formatMicros } from "./client/format_time.js";
import type { ProfileEntry } from "./profile_entry.ts";
import { type BalancePart, profileBalance, requestBalance } from "./request_balance.ts";

/** Less is nothing that anybody could see. */
const LEAST_MICROS = 5;

/** One side of a comparison. */
export interface TimedSide {
  readonly entry: ProfileEntry;
  readonly recording: Recording;
  /** What its times are multiplied by. */
  readonly share: number;
}

/** Two bars, and a table of changes. */
export function CompareTimes({ before, after }: { before: TimedSide; after: TimedSide }) {
  const [partsBefore, partsAfter] = [partsOf(before), partsOf(after)];
  const [durationBefore, durationAfter] = [sumOf(partsBefore), sumOf(partsAfter)];
  const longest = Math.max(durationBefore, durationAfter);
  return (
    <section class="panel compare-times" aria-label="Kinds of time">
      <div class="compare-bars">
        <Bar label="Before" parts={partsBefore} duration={durationBefore} longest={longest} />
        <Bar label="After" parts={partsAfter} duration={durationAfter} longest={longest} />
      </div>
      <table class="grid short">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" class="num">Before</th>
            <th scope="col" class="num">After</th>
            <th scope="col" class="num">Change</th>
          </tr>
        </thead>
        <tbody>
          <Row text="duration" before={durationBefore} after={durationAfter} />
          {partsBefore.map(({ kind, text, micros }, index) => {
            const other = partsAfter[index]?.micros ?? 0;
            const isShown = micros + other >= LEAST_MICROS;
            return isShown && <Row text={text} kind={kind} before={micros} after={other} />;
          })}
        </tbody>
      </table>
    </section>
  );
}

function sumOf(parts: readonly BalancePart[]): Micros {
  return parts.reduce((sum, { micros }) => sum + micros, 0);
}

function partsOf({ entry, recording, share }: TimedSide): readonly BalancePart[] {
  return entry.request
    ? requestBalance(entry.request).filter(({ isInDuration }) => isInDuration)
    : profileBalance(recording.profile, share);
}

function Bar({ label, parts, duration, longest }: {
  label: string;
  parts: readonly BalancePart[];
  duration: Micros;
  longest: Micros;
}) {
  let x = 0;
  return (
    <div>
      <span class="dim">{label}</span>
      <svg
        class="balance-bar"
        viewBox="0 0 1000 18"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: ${formatMicros(duration)}`}
      >
        {parts.map(({ kind, text, micros }) => {
          const width = longest > 0 ? 1000 * micros / longest : 0;
          x += width;
          return (
            <rect
              class={kind}
              x={(x - width).toFixed(2)}
              y="0"
              width={width.toFixed(2)}
              height="18"
            >
              <title>{`${text}: ${formatMicros(micros)}`}</title>
            </rect>
          );
        })}
      </svg>
      <b>{formatMicros(duration)}</b>
    </div>
  );
}

function Row({ text, kind = "", before, after }: {
  text: string;
  kind?: string;
  before: Micros;
  after: Micros;
}) {
  return (
    <tr>
      <td>
        <svg class="key" viewBox="0 0 10 10" aria-hidden="true">
          {kind && <rect class={kind} width="10" height="10" rx="2" />}
        </svg>
        {text}
      </td>
      <td class="num">{formatMicros(before)}</td>
      <td class="num">{formatMicros(after)}</td>
      <Change before={before} after={after} />
    </tr>
  );
}

/** A cell with the difference: "+2.10 ms", "−40.0 ms", nothing for no change that can be seen. */
export function Change({ before, after }: { before: Micros; after: Micros }) {
  const text = formatMicros(Math.abs(after - before));
  if (text === "0 ms") return <td class="num dim">–</td>;
  const isMore = after > before;
  return <td class={`num ${isMore ? "more" : "less"}`}>{(isMore ? "+" : "−") + text}</td>;
}
