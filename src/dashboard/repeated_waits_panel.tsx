// Hints at queries in a loop, in words that say what to do.
import { formatMicros } from "./client/format_time.js";
import { sourceHref } from "./links.ts";
import type { RepeatedWait } from "./repeated_waits.ts";

const SHOWN = 6;

/** The panel; `name` is a recording that was looked at, of `count` in all. */
export function RepeatedWaitsPanel({ waits, count, name }: {
  waits: readonly RepeatedWait[];
  count: number;
  name: string;
}) {
  if (waits.length === 0) return null;
  return (
    <section class="panel hints">
      <h2>Waits that repeat</h2>
      <p class="dim">
        One after the other within a request, in the {count}{" "}
        requests looked at. Often queries in a loop (“N + 1”): ask for all at once, or wait for them
        together with Promise.all().
      </p>
      <ul>
        {waits.slice(0, SHOWN).map((wait) => <Hint wait={wait} name={name} />)}
      </ul>
    </section>
  );
}

function Hint({ wait, name }: { wait: RepeatedWait; name: string }) {
  const { site, caller, typical, most, micros } = wait;
  const place = `${site.url.split("/").at(-1)}:${site.line}`;
  const times = typical === most ? `${most} times` : `${typical} times, up to ${most}`;
  return (
    <li>
      <strong>{times}</strong> at{" "}
      <a class="mono" href={sourceHref(name, site)} title={site.url}>{place}</a>
      {caller && (
        <>
          {" in "}
          <code>{caller}</code>
        </>
      )}
      {`, ${formatMicros(micros)} per request`}
    </li>
  );
}
