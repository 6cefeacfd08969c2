import assert from "node:assert/strict";
import { encodePacket } from "../wire/packets.ts";
import { spoolPackets } from "./spool_packets.ts";

const WARNING = encodePacket({ kind: "warning", message: "a" });
const CONTINUED = encodePacket({ kind: "continued" });

/** Kinds of the packets in a file of these bytes, then how many bytes were missing. */
async function read(bytes: readonly Uint8Array[], length?: number): Promise<unknown[]> {
  const path = await Deno.makeTempFile({ prefix: "spool_packets-" });
  try {
    await Deno.writeFile(path, Uint8Array.from(bytes.flatMap((part) => [...part])));
    using file = await Deno.open(path, { read: true });
    const packets = spoolPackets(file, length);
    const seen: unknown[] = [];
    for (let next = packets.next();; next = packets.next()) {
      if (next.done) return [...seen, next.value];
      seen.push(next.value.record.kind);
    }
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("spoolPackets() reads what is whole, to the end of the file", async () => {
  const half = WARNING.subarray(0, WARNING.length - 1);
  assert.deepEqual(await read([WARNING, WARNING, half]), ["warning", "warning", Infinity]);
  assert.deepEqual(await read([WARNING, CONTINUED]), ["warning", 0]);
});

Deno.test("spoolPackets() reads no further than it was told, and says what was missing", async () => {
  const { length } = WARNING;
  assert.deepEqual(await read([WARNING, WARNING], length), ["warning", 0]);
  assert.deepEqual(await read([WARNING], 2 * length), ["warning", length]);
});
