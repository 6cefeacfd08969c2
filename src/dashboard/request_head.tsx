// The top of the request page: what was asked and answered, and where the time went.
import { formatBytes, formatMicros, formatShare } from "./client/format_time.js";
import type { Recording } from "../format/codec.ts";
import type { Profile } from "../model/profile.ts";
import type { RequestRecord } from "../model/request_record.ts";
import { routeHref, routeKey } from "./links.ts";
import type { ProfileEntry } from "./profile_entry.ts";
import { entryTitle } from "./entry_title.ts";
import { type BalancePart, profileBalance, requestBalance } from "./request_balance.ts";

/** Shown parts are larger; "0 ms" of something is no news. */
const LEAST_MICROS = 5;

/** Title, facts and balance; of the record alone where the recording cannot be read. */
export function RequestHead({ entry, recording }: {
  entry: ProfileEntry;
  recording: Recording | undefined;
}) {
  const { request, aggregate } = entry;
  return (
    <header class="request-head">
      {request ? <RequestTitle record={request} /> : <h1>{entryTitle(entry)}</h1>}
      {request
        ? (
          <Balance
            parts={requestBalance(request)}
            duration={request.end - request.start}
            meaning="from the start of the handler to the last byte"
          />
        )
        : recording && (
          <Balance
            parts={profileBalance(recording.profile)}
            duration={spanOf(recording.profile)}
            meaning={aggregate ? "in all requests together" : "in the recording"}
          />
        )}
      <dl class="facts">
        {request && <RequestFacts record={request} />}
        {aggregate && (
          <>
            <Fact name="Requests" value={aggregate.requests.toLocaleString("en")} />
            <Fact
              name="On average"
              value={formatMicros(aggregate.duration / Math.max(1, aggregate.requests))}
            />
          </>
        )}
        {recording && (
          <Fact name="Samples" value={recording.profile.samples.length.toLocaleString("en")} />
        )}
        {entry.bytes > 0 && <Fact name="Profile" value={formatBytes(entry.bytes)} />}
        {recording?.notes?.map(({ name, value }) => <Fact name={name} value={value} />)}
      </dl>
    </header>
  );
}

function spanOf({ start, end }: Profile): number {
  return end - start;
}

function RequestTitle({ record }: { record: RequestRecord }) {
  const { method, path, query, status, outcome } = record;
  return (
    <h1 class="request-title">
      <span class="method">{method}</span>
      <span class="path">
        {path}
        <span class="dim">{query}</span>
      </span>
      <span class={`chip ${statusClass(record)}`}>{status === 0 ? "no response" : status}</span>
      {outcome !== "completed" && (
        <span class="chip bad" title={OUTCOME_MEANINGS[outcome]}>{outcome}</span>
      )}
    </h1>
  );
}

const OUTCOME_MEANINGS: Readonly<Record<string, string>> = {
  failed: "The handler threw an error",
  aborted: "The client went away before the response was complete",
};

function statusClass({ status }: RequestRecord): string {
  if (status >= 500 || status === 0) return "bad";
  return status >= 400 ? "odd" : "good";
}

function RequestFacts({ record }: { record: RequestRecord }) {
  const { id, pid, host, startedAt, responseBytes } = record;
  const key = routeKey(record);
  return (
    <>
      <Fact name="Route" value={<a href={routeHref(key)}>{key}</a>} />
      <Fact
        name="Started"
        value={
          <time datetime={new Date(startedAt).toISOString()}>
            {new Date(startedAt).toISOString().replace("T", " ").replace("Z", " UTC")}
          </time>
        }
      />
      {responseBytes >= 0 && <Fact name="Response" value={formatBytes(responseBytes)} />}
      {host && <Fact name="Host" value={host} />}
      <Fact name="Request" value={`${id} of process ${pid}`} />
    </>
  );
}

function Fact({ name, value }: { name: string; value: unknown }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Balance({ parts, duration, meaning }: {
  parts: readonly BalancePart[];
  duration: number;
  meaning: string;
}) {
  const shown = parts.filter(({ micros }) => micros >= LEAST_MICROS);
  return (
    <section class="balance" aria-label="Where the time went">
      <p class="duration">
        {formatMicros(duration)}
        <span class="dim">{meaning}</span>
      </p>
      {shown.length > 0 && <BalanceBar parts={shown} />}
      <ul class="parts">
        {shown.map(({ kind, text, meaning, micros, isInDuration }) => (
          <li class={isInDuration ? "" : "outside"} title={meaning}>
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <rect class={kind} width="10" height="10" rx="2" />
            </svg>
            <span class="part-name">{text}</span>
            <b>{formatMicros(micros)}</b>
            <span class="dim">
              {isInDuration ? formatShare(micros, duration) : "not in the duration"}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is outside of the duration is thinner. Widths are shares of all that is shown. */
function BalanceBar({ parts }: { parts: readonly BalancePart[] }) {
  const total = parts.reduce((sum, { micros }) => sum + micros, 0);
  let x = 0;
  const places = parts.map((part) => {
    const width = total > 0 ? 1000 * part.micros / total : 0;
    x += width;
    return { part, x: x - width, width };
  });
  return (
    <svg
      class="balance-bar"
      viewBox="0 0 1000 26"
      preserveAspectRatio="none"
      role="img"
      aria-label={parts.map(({ text, micros }) => `${text} ${formatMicros(micros)}`).join(", ")}
    >
      {places.map(({ part, x, width }) => (
        <rect
          class={part.kind}
          x={x.toFixed(2)}
          y={part.isInDuration ? 0 : 9}
          width={Math.max(0, width - (width > 4 ? 1.2 : 0)).toFixed(2)}
          height={part.isInDuration ? 26 : 8}
        >
          <title>{`${part.text}: ${formatMicros(part.micros)}`}</title>
        </rect>
      ))}
    </svg>
  );
}
