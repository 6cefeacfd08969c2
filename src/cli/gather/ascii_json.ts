// JSON for programs that a person may look at in a terminal.

/** One line per member, in ASCII: names from strangers cannot act on the terminal that shows it. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[^\n -~]/g, escaped) + "\n";
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
