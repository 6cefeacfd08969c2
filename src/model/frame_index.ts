// Numbers for the frames of many profiles: a frame that thousands of files have is looked up by identity
// where the reader gives out the same object again, and by its text otherwise.
import type { Frame } from "./profile.ts";
import { ROOT } from "./profile_builder.ts";
import { withoutRequestId } from "./without_request_id.ts";

/** Objects of which the number is known without a look at their text. */
const MAX_OBJECTS = 50_000;

/** Numbers distinct frames from 0 on, in the order in which they come; 0 is the root. */
export class FrameIndex {
  /** number -> frame */
  readonly frames: Frame[] = [ROOT];
  readonly #numberByKey = new Map([[frameKey(ROOT), 0]]);
  readonly #numberByFrame = new Map<Frame, number>();

  /** The number of a frame, which is added if it is new. */
  number(frame: Frame): number {
    const known = this.#numberByFrame.get(frame);
    if (known !== undefined) return known;
    const shared = withoutRequestId(frame);
    const key = frameKey(shared);
    let number = this.#numberByKey.get(key);
    if (number === undefined) this.#numberByKey.set(key, number = this.frames.push(shared) - 1);
    // Most readers make new objects for every file, and those must not pile up. (A WeakMap takes twice as long.)
    if (this.#numberByFrame.size === MAX_OBJECTS) this.#numberByFrame.clear();
    this.#numberByFrame.set(frame, number);
    return number;
  }
}

function frameKey({ name, url, line, column, kind }: Frame): string {
  return `${name}\0${url}\0${line}\0${column}\0${kind}`;
}
