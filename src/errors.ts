// The one error type a user is meant to see: what failed, with the value, and what to do about it.
// Anything else that reaches the command line is a bug of ours (exit code 70).

/** A failure the user can act on; `exitCode` is 2 for wrong usage, 1 for work that failed. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly hint: string;
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { hint?: string; exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hint = options.hint ?? "";
    this.exitCode = options.exitCode ?? 1;
  }
}
