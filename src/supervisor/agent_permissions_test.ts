// Which flags Deno gets, by what the user has given. That they suffice is shown by tests/e2e/permissions_test.ts.
import assert from "node:assert/strict";
import { agentPermissions } from "./agent_permissions.ts";

const NEEDS = {
  variables: ["AGENT", "AUTO"],
  controlHost: "127.0.0.1:9",
  spoolDir: "/tmp/a,b",
  mediaDirs: [],
};
const flagsFor = (...flags: string[]) => agentPermissions(flags, NEEDS).flags;

Deno.test("agentPermissions() grants everything unless the user grants something", () => {
  assert.deepEqual(flagsFor(), ["-A"]);
  const others = ["--unstable-kv", "--deny-net=a", "--no-prompt", "-q", "--allow-scripts=npm:a"];
  assert.deepEqual(flagsFor(...others), ["-A", ...others]);
});

Deno.test("agentPermissions() adds nothing to everything, and nothing to a named set", () => {
  for (const flag of ["-A", "--allow-all", "-qA", "-P", "-P=web", "--permission-set=web"]) {
    const { flags, lent } = agentPermissions(["--deny-env=A", flag], NEEDS);
    assert.deepEqual([flags, lent], [["--deny-env=A", flag], []]);
  }
});

Deno.test("agentPermissions() adds what is missing, and tells what is to be given back", () => {
  const { flags, lent } = agentPermissions(["--allow-read=/srv"], {
    ...NEEDS,
    mediaDirs: ["/srv/a", "/srv/b"],
  });
  assert.deepEqual(flags, [
    "--allow-read=/srv,/srv/a,/srv/b",
    "--allow-env=AGENT,AUTO",
    "--allow-net=127.0.0.1:9,127.0.0.1:0",
    "--allow-write=/tmp/a,,b",
    "--allow-sys",
  ]);
  assert.deepEqual(lent, [
    { name: "env", variable: "AGENT" },
    { name: "env", variable: "AUTO" },
    { name: "net", host: "127.0.0.1:9" },
    { name: "sys" },
  ]);
});

Deno.test("agentPermissions() leaves alone what is granted as a whole: a list would narrow it", () => {
  for (const whole of [["--allow-net", "--allow-env", "-SW"], ["-WENS"]]) {
    assert.deepEqual(agentPermissions(whole, NEEDS), { flags: whole, lent: [] });
  }
});

Deno.test("agentPermissions() adds to lists, also to one beside the whole, but not to that of sys", () => {
  const listed = ["-N", "-RN=a", "-E=B", "--allow-sys=hostname", "-W"];
  const { flags, lent } = agentPermissions(listed, NEEDS);
  assert.deepEqual(flags, [
    "-N",
    "-RN=a,127.0.0.1:9,127.0.0.1:0",
    "-E=B,AGENT,AUTO",
    "--allow-sys=hostname",
    "-W",
  ]);
  assert.deepEqual(lent.map(({ name }) => name), ["env", "env", "net"]);
});

Deno.test("agentPermissions() takes the letters before the last of short flags for the whole", () => {
  const { flags } = agentPermissions(["-RNE=B"], { ...NEEDS, mediaDirs: ["/a"] });
  assert.deepEqual(flags, ["-RNE=B,AGENT,AUTO", "--allow-write=/tmp/a,,b", "--allow-sys"]);
});
