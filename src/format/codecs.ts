// The file formats, in the order in which they are tried on a file of unknown format.
import { UserError } from "../errors.ts";
import { callgrindCodec } from "./callgrind/callgrind.ts";
import type { Codec } from "./codec.ts";
import { cpuprofileCodec } from "./cpuprofile/cpuprofile.ts";
import { foldedCodec } from "./folded/folded.ts";
import { markdownCodec } from "./markdown/markdown.ts";
import { pprofCodec } from "./pprof/pprof.ts";
import { speedscopeCodec } from "./speedscope/speedscope.ts";

/** Every format; a new one is a new line here. */
export const codecs: readonly Codec[] = [
  cpuprofileCodec,
  callgrindCodec,
  pprofCodec,
  speedscopeCodec,
  foldedCodec,
  markdownCodec,
];

/** The codec of a name given by the user. Throws a UserError (usage) that lists the names. */
export function codecByName(name: string): Codec {
  const codec = codecs.find((codec) => codec.name === name);
  if (codec) return codec;
  throw new UserError(`Unknown format "${name}"`, {
    hint: `Formats are ${codecs.map((codec) => codec.name).join(", ")}`,
    exitCode: 2,
  });
}

/** As much of a file as recognizes() is promised. */
const HEAD_BYTES = 4096;

/** The codec for a file that starts with `head`; undefined when none knows it. It may have no decode(). */
export function detectCodec(head: Uint8Array): Codec | undefined {
  const start = head.subarray(0, HEAD_BYTES);
  return codecs.find((codec) => codec.recognizes(start));
}
