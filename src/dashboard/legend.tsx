// Which colour is which kind of time.
import { KIND_NAMES, KINDS } from "./client/request_cells.js";

/** The kinds of time with their colours, in the order of every bar. */
export function Legend() {
  return (
    <ul class="legend" aria-label="Kinds of time">
      {KINDS.map((kind) => (
        <li>
          <svg viewBox="0 0 9 9" aria-hidden="true">
            <rect class={kind} width="9" height="9" />
          </svg>
          {KIND_NAMES[kind]}
        </li>
      ))}
    </ul>
  );
}
