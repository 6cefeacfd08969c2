// Names in a folded stack. The format has no escapes of its own, so the ones of callgrind_text.ts are used.

/**
 * A name (one line of it) that is read back as one frame: without semicolons, which part frames, and without a
 * number at the end, which flamegraph.pl and inferno would take for a second column of weights.
 */
export function foldedName(name: string): string {
  return name.replaceAll(";", "\\u{3b}").replace(/ (?=[\d.]+$)/, "\\u{20}");
}
