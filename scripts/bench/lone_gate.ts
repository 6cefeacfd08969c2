// deno-lint-ignore-file no-console -- its only output
// Our gate by itself in front of a server, as a program: what one more hop costs, without any profiling.
// Its argument is the server's port; it prints its own.
import { Gate } from "../../src/gate/gate.ts";

const gate = new Gate({
  connected: () => {},
  disconnected: () => {},
  hasBegun: () => false,
  failed: (error) => console.error(error),
});
gate.open({ port: Number(Deno.args[0]), generation: 1 });
console.log(gate.listen("127.0.0.1", 0).port);
