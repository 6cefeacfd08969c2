import assert from "node:assert/strict";
import type { GateEvents } from "./gate_state.ts";
import { SpliceLink } from "./splice_link.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function recorder(): { events: GateEvents; log: string[] } {
  const log: string[] = [];
  const events: GateEvents = {
    connected: (upstream, _port, client) =>
      log.push(`connected ${upstream.generation} ${client.port}`),
    disconnected: (upstream) => log.push(`disconnected ${upstream.generation}`),
    arrived: (_upstream, _port, arrivedMs) => log.push(`arrived ${arrivedMs}`),
    hasBegun: (_generation, _port, answered) => answered === 1,
  };
  return { events, log };
}

Deno.test("connect() is null when the child does not accept", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { events, log } = recorder();
  assert.equal(await SpliceLink.connect({ port, generation: 1 }, events), null);
  assert.deepEqual(log, []);
});

Deno.test("SpliceLink tells of itself once it is announced, and counts answers", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { events, log } = recorder();
  for (const isAnnounced of [false, true]) {
    const link = await SpliceLink.connect({ port: listener.addr.port, generation: 7 }, events);
    using _far = await listener.accept();
    assert.ok(link);
    if (isAnnounced) link.announce({ hostname: "::1", port: 99 });
    link.announceRequest(5);
    assert.equal(link.hasBegun(), false);
    link.countAnswer();
    assert.equal(link.hasBegun(), true);
    link.close();
  }
  assert.deepEqual(log, ["arrived 5", "connected 7 99", "arrived 5", "disconnected 7"]);
});
