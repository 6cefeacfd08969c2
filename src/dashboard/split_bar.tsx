// Amounts of the kinds of time as one bar over the whole width.
import { KIND_NAMES, KINDS } from "./client/request_cells.js";
import { formatMicros } from "./client/format_time.js";

/** The bar; its parts are shares of their sum, whatever the duration. */
export function SplitBar({ parts }: { parts: Readonly<Record<typeof KINDS[number], number>> }) {
  const total = KINDS.reduce((sum, kind) => sum + parts[kind], 0) || 1;
  let x = 0;
  const rects = KINDS.map((kind) => {
    const width = 100 * parts[kind] / total;
    const rect = { kind, x, width };
    x += width;
    return rect;
  });
  const label = KINDS.map((kind) => `${KIND_NAMES[kind]} ${formatMicros(parts[kind])}`).join(", ");
  return (
    <svg class="split" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      {rects.map(({ kind, x, width }) => (
        <rect
          class={kind}
          x={x}
          y="0"
          width={width}
          height="8"
        />
      ))}
    </svg>
  );
}
