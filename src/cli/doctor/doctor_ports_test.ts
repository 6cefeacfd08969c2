// With ports that are really taken and free.
import assert from "node:assert/strict";
import { checkPort } from "./doctor_ports.ts";

Deno.test("checkPort() tells a free port from one that is taken", () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const taken = checkPort("port", port);
  assert.equal(taken.grade, "warn");
  assert.equal(taken.text, `127.0.0.1:${port} is taken`);
  assert.match(taken.hint!, /another port/);
  listener.close();
  assert.deepEqual(checkPort("port", port), {
    grade: "ok",
    subject: "port",
    text: `127.0.0.1:${port} is free`,
  });
});
