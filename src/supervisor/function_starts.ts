// A stack of an await says where each function stands, a sampled stack where each function starts. To hang
// both into one tree, this remembers the starts of all functions that were ever sampled.
import type { Frame, Profile } from "../model/profile.ts";

/** All functions seen so far, by script and name. */
export class FunctionStarts {
  readonly #framesByFunction = new Map<string, Frame[]>();
  readonly #known = new Set<string>();

  /** Adds the functions of a profile. */
  learn({ frames }: Profile): void {
    for (const frame of frames) {
      if (frame.url === "" || frame.kind === "wait") continue;
      const key = keyOf(frame.url, frame.name);
      const id = `${key}\0${frame.line}\0${frame.column}`;
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      const starts = this.#framesByFunction.get(key) ?? [];
      starts.push(frame);
      starts.sort((a, b) => a.line - b.line || a.column - b.column);
      this.#framesByFunction.set(key, starts);
    }
  }

  /** The function of that name which starts last at or before the position; undefined when none was sampled. */
  find(
    { url, name, line, column }: Pick<Frame, "url" | "name" | "line" | "column">,
  ): Frame | undefined {
    return this.#framesByFunction.get(keyOf(url, name))?.findLast((start) =>
      start.line < line || (start.line === line && start.column <= column)
    );
  }
}

function keyOf(url: string, name: string): string {
  return `${url}\0${name}`;
}
