// Draws how far a long run has come, e.g. "Gathering [=====>    ] 1234 of 5000".

export interface ProgressState {
  /** What is going on, e.g. "Gathering". */
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** Longest line allowed. */
  readonly columns: number;
}

const MAX_BAR = 40;
const MIN_BAR = 5;

/** One line without colours or line break, never longer than `columns`. */
export function progressLine({ label, done, total, columns }: ProgressState): string {
  const count = `${String(done).padStart(String(total).length)} of ${total}`;
  const room = columns - `${label} [] ${count}`.length;
  if (room < MIN_BAR) return `${label} ${count}`.slice(0, columns);
  const width = Math.min(room, MAX_BAR);
  const filled = total === 0 ? width : Math.floor(width * done / total);
  const bar = filled === width ? "=".repeat(width) : `${"=".repeat(filled)}>`.padEnd(width);
  return `${label} [${bar}] ${count}`;
}
