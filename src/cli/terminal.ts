// The only place that writes to the console. Data goes to stdout, words go to stderr.
// Everything foreign is escaped before colours are added, so callers cannot forget it.
import * as colors from "@std/fmt/colors";
import { printable } from "./printable.ts";
import { progressLine } from "./progress_line.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "magenta";

/** A piece of a line, plain or in a style. */
export type Part = string | { readonly style: Style; readonly text: string };

/** Takes all bytes before it returns. */
export type Sink = (bytes: Uint8Array) => void;

export interface TerminalOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Colours in words; data never has any. */
  readonly hasColor: boolean;
  /** Somebody sees stderr as it comes, so a line may be redrawn. */
  readonly isInteractive: boolean;
  /** No words but warnings and errors. */
  readonly isQuiet: boolean;
  readonly columns: number;
}

const PROGRESS_INTERVAL_MS = 100;
const CLEAR_LINE = "\r\x1b[2K";

// Whether there is colour is decided below; @std/fmt would look at NO_COLOR alone.
colors.setColorEnabled(true);

/** What a command uses to speak; tests make one from two sinks. */
export class Terminal {
  readonly columns: number;
  readonly isQuiet: boolean;
  readonly #options: TerminalOptions;
  #progressShownAt = -Infinity;
  #isProgressShown = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.columns = options.columns;
    this.isQuiet = options.isQuiet;
  }

  /** Data as text: lines keep their breaks, other control characters are escaped. */
  print(text: string): void {
    this.writeData(encode(text.split("\n").map(printable).join("\n")));
  }

  /** Data as it is, e.g. a converted file. */
  writeData(bytes: Uint8Array): void {
    this.clearProgress();
    this.#options.stdout(bytes);
  }

  /** Words of another program, e.g. the app's stderr: not ours to escape. */
  passThrough(bytes: Uint8Array): void {
    this.clearProgress();
    this.#options.stderr(bytes);
  }

  /** A line of words; silent with --quiet. */
  say(...parts: readonly Part[]): void {
    if (!this.isQuiet) this.#line(parts);
  }

  /** A line of words that --quiet does not hide. */
  insist(...parts: readonly Part[]): void {
    this.#line(parts);
  }

  /** Something is lost or not as asked, but the work goes on. */
  warn(...parts: readonly Part[]): void {
    this.#line([{ style: "yellow", text: "warning:" }, " ", ...parts]);
  }

  /** What failed, then what to do about it; "" for no hint. */
  error(message: string, hint = ""): void {
    this.#line([{ style: "red", text: "error:" }, ` ${message}`]);
    if (hint) this.note("hint", hint);
  }

  /** An indented line that belongs to the warning or error before it. */
  note(name: string, text: string): void {
    this.#line(["  ", { style: "cyan", text: `${name}:` }, ` ${text}`]);
  }

  /** Redraws the progress line, ten times a second at most; nothing unless somebody watches. */
  progress(label: string, done: number, total: number): void {
    if (!this.#options.isInteractive || this.isQuiet) return;
    const now = performance.now();
    if (now - this.#progressShownAt < PROGRESS_INTERVAL_MS) return;
    this.#progressShownAt = now;
    this.#isProgressShown = true;
    // One column short: a full line makes some terminals wrap, and the next redraw leaves a copy.
    const line = progressLine({ label, done, total, columns: this.columns - 1 });
    this.#options.stderr(encode(CLEAR_LINE + line));
  }

  /** Removes the progress line. */
  clearProgress(): void {
    if (!this.#isProgressShown) return;
    this.#isProgressShown = false;
    this.#options.stderr(encode(CLEAR_LINE));
  }

  #line(parts: readonly Part[]): void {
    this.clearProgress();
    this.#options.stderr(encode(`${parts.map((part) => this.#painted(part)).join("")}\n`));
  }

  #painted(part: Part): string {
    if (typeof part === "string") return printable(part);
    const text = printable(part.text);
    return this.#options.hasColor ? colors[part.style](text) : text;
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
