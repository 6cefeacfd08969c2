// A stretch of a spool that was read once already, by whoever follows it, and is read again when there is time.
import { type Packet, PacketReader } from "../wire/packets.ts";
import type { SpoolRange } from "./recording_messages.ts";

const READ_BYTES = 1 << 20;

/** The packets from one place to another. Throws an Error when a file is gone, or is not what it was. */
export function* spoolRange({ path, from, until }: SpoolRange): Generator<Packet> {
  for (let number = from.file; number <= until.file; number++) {
    yield* packetsIn(`${path}.${number}`, {
      start: number === from.file ? from.offset : 0,
      end: number === until.file ? until.offset : Infinity,
    });
  }
}

function* packetsIn(path: string, { start, end }: { start: number; end: number }) {
  if (start >= end) return;
  using file = Deno.openSync(path, { read: true });
  file.seekSync(start, Deno.SeekMode.Start);
  const packets = new PacketReader();
  const buffer = new Uint8Array(READ_BYTES);
  for (let at = start; at < end;) {
    const count = file.readSync(buffer.subarray(0, Math.min(READ_BYTES, end - at)));
    if (count === null) {
      if (end === Infinity) return;
      throw new Error(`${path} is shorter than it was`);
    }
    at += count;
    for (const packet of packets.push(buffer.slice(0, count))) {
      if (packet.record.kind === "continued") return;
      yield packet;
    }
  }
}
