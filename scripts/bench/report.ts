// What a bench has to say: a table, and the bars that its figures must clear.

/** A limit from the issue, and what was measured. */
export interface Bar {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
}

/** One table of a bench. */
export interface Report {
  readonly title: string;
  /** The first column is text, the others are figures. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly bars: readonly Bar[];
}

/** A figure that could not be measured misses its bar. */
export function isMet({ value, limit }: Bar): boolean {
  return "atMost" in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** The report for a terminal, with the bars below the table. */
export function formatReport({ title, columns, rows, bars }: Report): string {
  const lines = [title, ...alignColumns([columns, ...rows])];
  for (const bar of bars) lines.push(formatBar(bar));
  return lines.join("\n") + "\n";
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length))
  );
  return rows.map((row) =>
    "  " +
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
    ).join("  ").trimEnd()
  );
}

function formatBar(bar: Bar): string {
  const { what, value, unit, limit } = bar;
  const wanted = "atMost" in limit ? `at most ${limit.atMost}` : `at least ${limit.atLeast}`;
  const figure = Number.isInteger(value) ? String(value) : value.toFixed(3);
  return `  ${isMet(bar) ? "met   " : "MISSED"}  ${what}: ${figure} ${unit}, ${wanted}`;
}
