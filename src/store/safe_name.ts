// Turns any text into one name of a file or folder that every file system, shell and viewer takes.
// Everything that could do harm becomes "_"; a name that is too long loses its middle to a hash.
import { createHash } from "node:crypto";

/** Leaves room for "callgrind.out.", "-12345" and an extension within the 255 bytes of most file systems. */
export const MAX_NAME_BYTES = 200;
/** The end of a name tells durations and times, so a cut keeps this much of it. */
const TAIL_BYTES = 60;
/** 40 bits: a collision would cost no file, only a "-1". */
const HASH_DIGITS = 10;

/**
 * Control, invisible and bidirectional characters, lone surrogates, code points that are not assigned (macOS
 * refuses them), what Windows reserves, and the brackets that KCachegrind reads as a pattern.
 */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}<>:"/\\|?*[\]]/gu;
/** Windows takes these for devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))/i;
/** KCachegrind loads NAME.* and NAME-* along with NAME: no name may go on behind ".callgrind". */
const INNER_CALLGRIND = /\.callgrind(?=[.-]|$)/gi;

/** One path component: never "", "." or "..", at most MAX_NAME_BYTES; safe names stay as they are. */
export function safeName(text: string): string {
  const name = replaceForbidden(text)
    .replace(/^[.-]|[. ]$/g, "_")
    .replace(INNER_CALLGRIND, "_callgrind")
    .replace(DEVICE, "_$&");
  return shorten(name || "_", text);
}

/** Replaces each character that no name may have, "/" among them, by "_". */
export function replaceForbidden(text: string): string {
  return text.replace(FORBIDDEN, "_");
}

/** Hashes the text as it was before replacements, so that texts that differ only there stay distinct. */
function shorten(name: string, text: string): string {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length <= MAX_NAME_BYTES) return name;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS);
  let headEnd = MAX_NAME_BYTES - TAIL_BYTES - HASH_DIGITS - "__".length;
  let tailStart = bytes.length - TAIL_BYTES;
  while (isContinuation(bytes[headEnd])) headEnd--;
  while (isContinuation(bytes[tailStart])) tailStart++;
  const utf8 = new TextDecoder();
  return `${utf8.decode(bytes.subarray(0, headEnd))}_${hash}_${
    utf8.decode(bytes.subarray(tailStart))
  }`;
}

/** True inside of a UTF-8 sequence, where nothing may be cut. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
