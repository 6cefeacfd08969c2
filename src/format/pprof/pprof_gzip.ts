// A gzip file, without any help from the platform: encode() has to answer at once, but CompressionStream is
// asynchronous and node:zlib is not to be had here.
import { pprofDeflate } from "./pprof_deflate.ts";

/** First bytes of a gzip file: magic number, deflate, "a comment follows", no time, no level, system unknown. */
const HEADER = [0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255];

/** `bytes` as a gzip file (RFC 1952) with an ASCII comment in its header. The same input gives the same file. */
export function pprofGzip(bytes: Uint8Array, comment: string): Uint8Array {
  const head = [...HEADER, ...new TextEncoder().encode(comment), 0];
  const body = pprofDeflate(bytes);
  const file = new Uint8Array(head.length + body.length + 8);
  file.set(head);
  file.set(body, head.length);
  const trailer = new DataView(file.buffer, head.length + body.length);
  trailer.setUint32(0, crc32(bytes), true);
  trailer.setUint32(4, bytes.length, true);
  return file;
}

/** byte -> its remainder, for CRC-32 with the reflected polynomial of RFC 1952, section 8. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = (remainder & 1) === 1 ? remainder >>> 1 ^ 0xedb88320 : remainder >>> 1;
  }
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (let i = 0; i < bytes.length; i++) crc = crc >>> 8 ^ REMAINDERS[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc >>> 0;
}
