// --format and --kcachegrind -> the codecs to write with.
import type { Codec } from "../format/codec.ts";
import { codecByName } from "../format/codecs.ts";

export interface FormatWish {
  /** As given, perhaps empty. */
  readonly format: readonly string[];
  /** The same as one more "callgrind". */
  readonly kcachegrind: boolean;
}

/** Each format once; cpuprofile when none is asked for. Throws a UserError for an unknown one. */
export function chosenCodecs({ format, kcachegrind }: FormatWish): Codec[] {
  const names = new Set([...format, ...(kcachegrind ? ["callgrind"] : [])]);
  return [...(names.size === 0 ? ["cpuprofile"] : names)].map(codecByName);
}
