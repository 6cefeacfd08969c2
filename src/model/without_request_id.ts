// What a request queued behind, without the number that only one request of one run has: sums of many requests
// and comparisons of two runs have one frame for all that differ in nothing else.
import type { Frame } from "./profile.ts";

/**
 * "(behind GET /x #6)" becomes "(behind GET /x)", and "(behind #6)", where no more was known of it, "(behind
 * another request)". Any other frame is returned as it is.
 */
export function withoutRequestId(frame: Frame): Frame {
  if (frame.kind !== "wait" || !frame.name.startsWith("(behind ")) return frame;
  const name = frame.name
    .replace(/^\(behind (background work of )?#\d+\)$/, "(behind $1another request)")
    .replace(/ #\d+\)$/, ")");
  return name === frame.name ? frame : { ...frame, name };
}
