// How long the requests of a route took: how often which duration, and when. Positions are percentages, so that the
// pictures stretch and their texts do not.
import { formatMicros } from "./client/format_time.js";
import { filterTerm } from "./client/request_filter.js";
import { requestHref } from "./client/hrefs.js";
import { type DurationScale, durationTicks, histogram } from "./duration_scale.ts";
import type { ProfileEntry } from "./profile_entry.ts";
import { isError, type RouteSummary } from "./route_summary.ts";

/** More would be one cloud. */
const MAX_DOTS = 400;
/** Percent of the height that the highest bar takes; above it are the names of the percentiles. */
const HIGHEST = 80;

/** Bars that lead to the requests behind them. `terms` filters the list down to the route. */
export function Histogram({ durations, scale, summary, terms }: {
  durations: readonly number[];
  scale: DurationScale;
  summary: RouteSummary;
  terms: string;
}) {
  const buckets = histogram(durations, scale);
  const highest = Math.max(...buckets.map(({ count }) => count));
  const width = 100 / buckets.length;
  return (
    <figure class="chart">
      <svg width="100%" height="150" role="group" aria-label="Histogram of durations">
        {buckets.map(({ from, to, count }, i) => {
          if (count === 0) return null;
          const height = Math.max(1.5, HIGHEST * count / highest);
          const label = `${formatMicros(from)} to ${formatMicros(to)}: ${count} requests`;
          return (
            <a href={rangeHref(terms, from, to)} aria-label={label}>
              <rect
                class="bar"
                x={`${i * width}%`}
                y={`${100 - height}%`}
                width={`${width * 0.9}%`}
                height={`${height}%`}
              >
                <title>{label}</title>
              </rect>
            </a>
          );
        })}
        <Marker name="p50" duration={summary.p50} scale={scale} line={1} />
        <Marker name="p95" duration={summary.p95} scale={scale} line={2} />
      </svg>
      <Axis scale={scale} />
    </figure>
  );
}

function rangeHref(terms: string, from: number, to: number): string {
  const q = `${terms} ms>=${from / 1000} ms<${to / 1000}`.trim();
  return `/?${new URLSearchParams({ q, sort: "-duration" })}`;
}

function Marker({ name, duration, scale, line }: {
  name: string;
  duration: number;
  scale: DurationScale;
  line: number;
}) {
  const position = scale.position(duration);
  const x = `${100 * position}%`;
  // On the side where there is room for it.
  const isLeft = position > 0.7;
  return (
    <g class="marker" aria-hidden="true">
      <line x1={x} x2={x} y1="0" y2="100%" />
      <text x={x} y={`${line * 9.5}%`} dx={isLeft ? -5 : 5} text-anchor={isLeft ? "end" : "start"}>
        {`${name} ${formatMicros(duration)}`}
      </text>
    </g>
  );
}

function Axis({ scale }: { scale: DurationScale }) {
  return (
    <svg class="axis" width="100%" height="18" aria-hidden="true">
      {durationTicks(scale).map(({ position, text }) => (
        <text x={`${100 * position}%`} y="13" text-anchor="middle">{text}</text>
      ))}
    </svg>
  );
}

/** A dot for each of the newest requests, so that a change of the code shows as a step. */
export function OverTime({ entries, scale }: {
  entries: readonly ProfileEntry[];
  scale: DurationScale;
}) {
  const shown = entries.slice(-MAX_DOTS);
  const times = shown.map(({ request }) => request!.startedAt);
  const first = Math.min(...times);
  const length = Math.max(1, Math.max(...times) - first);
  return (
    <figure class="chart">
      <svg width="100%" height="150" role="group" aria-label="Durations over time">
        {durationTicks(scale).map(({ position, text }) => (
          <g class="level" aria-hidden="true">
            <line x1="0" x2="100%" y1={height(position)} y2={height(position)} />
            <text x="0" y={height(position)} dy="-3">{text}</text>
          </g>
        ))}
        {shown.map(({ name, request }) => {
          const { startedAt, start, end, status } = request!;
          const label = `${new Date(startedAt).toTimeString().slice(0, 8)}, ${
            formatMicros(end - start)
          }, status ${status}`;
          return (
            <a href={requestHref(name)} aria-label={label} tabindex={-1}>
              <circle
                class={isError(request!) ? "dot bad" : "dot"}
                cx={`${10 + 89 * (startedAt - first) / length}%`}
                cy={height(scale.position(end - start))}
                r="3"
              >
                <title>{label}</title>
              </circle>
            </a>
          );
        })}
      </svg>
      <svg class="axis" width="100%" height="18" aria-hidden="true">
        <text x="10%" y="13">{new Date(first).toTimeString().slice(0, 8)}</text>
        <text x="100%" y="13" text-anchor="end">
          {new Date(first + length).toTimeString().slice(0, 8)}
        </text>
      </svg>
    </figure>
  );
}

/** Where a position of the scale is in a picture that has room for dots at both edges. */
function height(position: number): string {
  return `${96 - 92 * position}%`;
}

/** The terms that leave only this route in the list. */
export function routeTerms({ method, route, path }: {
  readonly method: string;
  readonly route: string;
  readonly path: string;
}): string {
  const place = route ? filterTerm("route=", route) : filterTerm("path=", path);
  return `${filterTerm("method=", method)} ${place}`;
}
