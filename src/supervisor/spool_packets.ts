// A file of a spool that is read again, by whoever comes after the one that followed it.
import { type Packet, PacketReader } from "../wire/packets.ts";

const READ_BYTES = 1 << 20;

/**
 * The packets of the next `length` bytes, or of all that are left; the last may be cut off by the end of its process.
 * Returns how many bytes were missing. Throws an Error for bytes that cannot be packets.
 */
export function* spoolPackets(file: Deno.FsFile, length = Infinity): Generator<Packet, number> {
  const packets = new PacketReader();
  const buffer = new Uint8Array(READ_BYTES);
  let left = length;
  while (left > 0) {
    const count = file.readSync(buffer.subarray(0, Math.min(READ_BYTES, left)));
    if (count === null) break;
    left -= count;
    for (const packet of packets.push(buffer.slice(0, count))) {
      if (packet.record.kind === "continued") return 0;
      yield packet;
    }
  }
  return left;
}
