// What tells gather's own files by name. A file of its own: workers need it, and nothing else that writes.

/** Goes before the extension; what has it is not gathered again. */
export const AGGREGATE_MARK = ".agg";
