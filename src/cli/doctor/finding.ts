// What `doctor` has to say about one thing.

/** One thing that was looked at. */
export interface Finding {
  /** "warn": something is missing or worse than usual; "fail": `serve` will not work. */
  readonly grade: "ok" | "warn" | "fail";
  /** One word. */
  readonly subject: string;
  readonly text: string;
  /** What to do about it. */
  readonly hint?: string;
}
