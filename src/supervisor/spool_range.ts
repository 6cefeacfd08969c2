// A stretch of a spool that was read once already, by whoever follows it, and is read again when there is time.
import type { Packet } from "../wire/packets.ts";
import type { SpoolRange } from "./recording_messages.ts";
import { spoolPackets } from "./spool_packets.ts";

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
  const missing = yield* spoolPackets(file, end - start);
  if (missing > 0 && missing < Infinity) throw new Error(`${path} is shorter than it was`);
}
