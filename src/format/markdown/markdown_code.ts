// Names and paths in a report are hostile text: as code spans they cannot become links, HTML or emphasis.

/** One line of text as a code span (CommonMark 6.1) that also keeps within a cell of a table. */
export function markdownCode(text: string): string {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  // A backtick at the edge would join the fence; one space on both sides is not part of the text.
  const edge = /^`|`$|^ .* $/.test(text) ? " " : "";
  return `${fence}${edge}${text.replaceAll("|", "\\|")}${edge}${fence}`;
}
