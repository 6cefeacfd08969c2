// Takes the body of a chunk record apart: the timeline at once, the profile only when somebody wants it.
import type { Chunk } from "../wire/records.ts";
import type { Profile } from "../model/profile.ts";
import type { Timeline } from "../model/timeline.ts";
import { cpuprofileCodec } from "../format/cpuprofile/cpuprofile.ts";

/** Timeline in the agent's milliseconds, and the samples of the chunk. */
export interface ChunkBody {
  readonly timeline: Timeline;
  profile(): Profile;
}

/** `body` must be aligned to 8 bytes, which a buffer of its own is. */
export function readChunkBody({ switchCount }: Chunk, body: Uint8Array): ChunkBody {
  const ownersAt = switchCount * Float64Array.BYTES_PER_ELEMENT;
  const profileAt = ownersAt + switchCount * Int32Array.BYTES_PER_ELEMENT;
  return {
    timeline: {
      times: new Float64Array(body.buffer, body.byteOffset, switchCount),
      owners: new Int32Array(body.buffer, body.byteOffset + ownersAt, switchCount),
    },
    profile: () => cpuprofileCodec.decode!(body.subarray(profileAt)).profile,
  };
}
