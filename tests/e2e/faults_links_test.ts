// Folders on exFAT and some network drives have no hard links: there, too, a file appears at once and whole, and a
// server that is killed in between leaves no profile without its other format, none twice and no empty file.
import assert from "node:assert/strict";
import { faultTest } from "./fault_library.ts";
import { killServers } from "./killed_servers.ts";

const ROUNDS = 3;
/** Longer than everything else about a profile: most deaths come between two names. */
const DELAY_MICROS = 500;

faultTest(
  "a server without hard links that is killed loses no profile and writes none twice",
  async () => {
    const { answered, recoveredLines, ...rest } = await killServers(ROUNDS, {
      formats: ["cpuprofile", "folded"],
      faults: { hasNoLinks: 1, delayMicros: DELAY_MICROS },
    });
    assert.ok(answered >= ROUNDS);
    assert.deepEqual(rest, { missing: [], twice: [], damaged: [], leftovers: [] });
    assert.ok(recoveredLines.length > 0, "nothing had to be recovered");
  },
);
