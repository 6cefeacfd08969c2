// Stretches of spools: exactly the packets between two places, and no silence about files that are gone.
import assert from "node:assert/strict";
import { encodePacket } from "../wire/packets.ts";
import type { SpoolPosition } from "./recording_messages.ts";
import { spoolRange } from "./spool_range.ts";

/** Writes files of these messages, and reads from one place to another. */
async function read(
  files: readonly (readonly string[])[],
  from: SpoolPosition,
  until: SpoolPosition,
): Promise<string[]> {
  const dir = await Deno.makeTempDir({ prefix: "spool_range_test-" });
  try {
    for (const [number, messages] of files.entries()) {
      if (messages.length === 0) continue;
      const packets = messages.map((message) => [...packet(message)]);
      Deno.writeFileSync(`${dir}/spool.${number}`, Uint8Array.from(packets.flat()));
    }
    return Array.from(
      spoolRange({ path: `${dir}/spool`, from, until }),
      ({ record, body }) => `${"message" in record ? record.message : record.kind} ${body.length}`,
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Of the same size for all messages of one letter. */
function packet(message: string): Uint8Array {
  if (message === "continued") return encodePacket({ kind: "continued" });
  return encodePacket({ kind: "warning", message }, new Uint8Array(3));
}

const SIZE = packet("a").length;

Deno.test("spoolRange() reads what is between two places of a file", async () => {
  const files = [["a", "b", "c", "d"]];
  const place = (count: number) => ({ file: 0, offset: count * SIZE });
  assert.deepEqual(await read(files, place(1), place(3)), ["b 3", "c 3"]);
  assert.deepEqual(await read(files, place(0), place(4)), ["a 3", "b 3", "c 3", "d 3"]);
  assert.deepEqual(await read(files, place(2), place(2)), []);
});

Deno.test("spoolRange() goes on in the next files", async () => {
  const files = [["a", "b", "continued"], ["c", "continued"], ["d", "e"]];
  const [from, until] = [{ file: 0, offset: SIZE }, { file: 2, offset: SIZE }];
  assert.deepEqual(await read(files, from, until), ["b 3", "c 3", "d 3"]);
  assert.deepEqual(await read(files, from, { file: 2, offset: 0 }), ["b 3", "c 3"]);
});

Deno.test("spoolRange() throws when a file is gone or was shortened", async () => {
  const from = { file: 0, offset: 0 };
  await assert.rejects(
    read([["a", "continued"], []], from, { file: 1, offset: SIZE }),
    /No such file/,
  );
  await assert.rejects(
    read([["a"]], from, { file: 0, offset: 2 * SIZE }),
    /is shorter than it was/,
  );
});
