// The first server is the public one; all are closed at the end.
import assert from "node:assert/strict";
import { PacketReader } from "../wire/packets.ts";
import { Outbox } from "./outbox.ts";
import { Servers } from "./servers.ts";

const PUBLIC = { hostname: "0.0.0.0", port: 8000 };
const OWN = { hostname: "localhost", port: 3000 };

async function withServers(
  test: (servers: Servers, spool: string) => void | Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "servers_test-" });
  try {
    await test(new Servers(new Outbox(`${dir}/spool`), PUBLIC), `${dir}/spool.0`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** What the app sees of a server that it opens, and whether the gate leads to it. */
function announced(servers: Servers, how: string): { isFirst: boolean; shown: typeof OWN } {
  const { isFirst, shown } = servers.announce(OWN, how);
  return { isFirst, shown };
}

Deno.test("announce() shows the public address to the first server only", () =>
  withServers((servers) => {
    assert.equal(servers.count, 0);
    assert.equal(servers.description, "");
    assert.deepEqual(announced(servers, "Deno.serve"), { isFirst: true, shown: PUBLIC });
    assert.deepEqual(announced(servers, "node:http"), { isFirst: false, shown: OWN });
    assert.equal(servers.count, 2);
    assert.equal(servers.description, "Deno.serve");
  }));

Deno.test("announce() gives the public address to the next server when the one that had it is closed", () =>
  withServers((servers) => {
    const first = servers.announce(OWN, "Deno.serve");
    servers.announce(OWN, "node:http").vacate();
    assert.equal(announced(servers, "node:http").isFirst, false, "another one was closed");
    first.vacate();
    assert.deepEqual(announced(servers, "node:http"), { isFirst: true, shown: PUBLIC });
    first.vacate();
    assert.equal(announced(servers, "node:http").isFirst, false, "it is closed only once");
  }));

Deno.test("listening() tells the supervisor the port", () =>
  withServers((servers, spool) => {
    servers.listening({ port: 4711, isFirst: true, secure: false });
    const [packet] = [...new PacketReader().push(Deno.readFileSync(spool))];
    const expected = { kind: "listening", port: 4711, isFirst: true, secure: false };
    assert.deepEqual(packet!.record, expected);
  }));

Deno.test("closeAll() closes every server that is still open, and waits for all", () =>
  withServers(async (servers) => {
    const closed: string[] = [];
    const slow = Promise.withResolvers<void>();
    servers.add(() => slow.promise.then(() => closed.push("slow")));
    servers.add(() => Promise.reject(new Error("was closed before")));
    servers.add(() => assert.fail("throws at once"));
    servers.add(() => Promise.resolve(closed.push("fast")));
    const forget = servers.add(() => Promise.resolve(closed.push("forgotten")));
    forget();
    const all = servers.closeAll();
    slow.resolve();
    await all;
    assert.deepEqual(closed, ["fast", "slow"]);
  }));
