// The frames of two recordings in one list, in which a function has one place although an edit has moved it.
import { pairFunctions } from "./pair_functions.ts";
import type { Frame } from "../profile.ts";
import { withoutRequestId } from "../without_request_id.ts";

/** The list, and the place of each frame in it. */
export interface FramePairs {
  /** Where both have a frame, as the second one has it: that is what is on the disk now. */
  readonly frames: readonly Frame[];
  readonly beforePlaces: Uint32Array;
  readonly afterPlaces: Uint32Array;
}

/** Pairs the frames of two recordings. */
export function pairFrames(before: readonly Frame[], after: readonly Frame[]): FramePairs {
  const [old, now] = [withoutIds(before), withoutIds(after)];
  const frames = [...now.frames];
  const placeOf = new Uint32Array(old.frames.length);
  for (const pair of pairFunctions(old.frames, now.frames)) {
    if (pair.before < 0) continue;
    placeOf[pair.before] = pair.after < 0 ? frames.push(old.frames[pair.before]!) - 1 : pair.after;
  }
  return {
    frames,
    beforePlaces: old.places.map((place) => placeOf[place]!),
    afterPlaces: now.places,
  };
}

/** Another run has other numbers; frames of a recording that differ in theirs only are one. */
function withoutIds(frames: readonly Frame[]): { frames: Frame[]; places: Uint32Array } {
  const kept: Frame[] = [];
  const placeByName = new Map<string, number>();
  const places = Uint32Array.from(frames, (frame) => {
    const shared = withoutRequestId(frame);
    if (shared === frame) return kept.push(frame) - 1;
    const place = placeByName.get(shared.name) ?? kept.push(shared) - 1;
    placeByName.set(shared.name, place);
    return place;
  });
  return { frames: kept, places };
}
