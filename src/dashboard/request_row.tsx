// A request as a row of a table; in the list the browser copies the row of a template for each line that it shows.
import { barParts, requestCells } from "./client/request_cells.js";
import type { ListRow } from "./list_row.ts";

/** The columns of RequestRow: what they are sorted by and called. "" cannot be sorted by. */
export const COLUMNS = [
  { key: "pick", sort: "", text: "" },
  { key: "time", sort: "time", text: "Time" },
  { key: "method", sort: "method", text: "Method" },
  { key: "path", sort: "path", text: "Path" },
  { key: "route", sort: "route", text: "Route" },
  { key: "status", sort: "status", text: "Status" },
  { key: "duration", sort: "duration", text: "Duration" },
  { key: "bar", sort: "", text: "" },
  { key: "cpu", sort: "cpu", text: "CPU" },
  { key: "wait", sort: "wait", text: "Wait" },
  { key: "size", sort: "size", text: "Size" },
] as const;

/** One row; its cells have the classes col-KEY of their columns, by which scripts find them. */
export function RequestRow({ row, now }: { row: ListRow; now: number }) {
  const cells = requestCells(row, now);
  return (
    <tr data-name={row.name}>
      <td class="col-pick">
        <input type="checkbox" aria-label={`Compare ${cells.method} ${cells.path}`} tabindex={-1} />
      </td>
      <td class="col-time dim" title={cells.timeTitle}>{cells.time}</td>
      <td class="col-method">{cells.method}</td>
      <td class="col-path">
        <a href={cells.href} title={cells.pathTitle}>
          <span>{cells.path}</span>
          <span class="dim">{cells.query}</span>
        </a>
      </td>
      <td class="col-route">
        <a href={cells.routeHref} title={cells.route}>{cells.route}</a>
      </td>
      <td class="col-status num">
        <span class={cells.statusClass}>{cells.status}</span>
      </td>
      <td class="col-duration num">{cells.duration}</td>
      <td class="col-bar" title={cells.bar}>
        <Bar row={row} label={cells.bar} />
      </td>
      <td class="col-cpu num">{cells.cpu}</td>
      <td class="col-wait num">{cells.wait}</td>
      <td class="col-size num dim">{cells.size}</td>
    </tr>
  );
}

function Bar({ row, label }: { row: ListRow; label: string }) {
  return (
    <svg class="split" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
      {barParts(row).map(({ kind, x, width }) => (
        <rect class={kind} x={x} y="0" width={width} height="8" />
      ))}
    </svg>
  );
}
