// Nobody waits without knowing for what, and nobody has to.
import assert from "node:assert/strict";
import { finishRecording } from "./finish_recording.ts";

const SUMS = { attributed: 1, unattributed: 0 };
const SOON_MS = 5;

/** What is said when the profiles are written at once, later or never, and somebody interrupts or not. */
async function end(
  { finished, isImpatient = false, second = new Promise(() => {}) }: {
    finished: Promise<typeof SUMS>;
    isImpatient?: boolean;
    second?: Promise<void>;
  },
  said: string[] = [],
) {
  const reporter = {
    say: (line: string) => void said.push(line),
    warn: (message: string) => void said.push(`warning: ${message}`),
  };
  const recorder = { finish: () => finished, waiting: 3 };
  const sums = await finishRecording({ recorder, reporter, isImpatient, second }, SOON_MS);
  return { sums, said };
}

const WRITING = "Writing 3 profiles that are waiting; CONTROL-C leaves them to the next start.";
const LEFT =
  "warning: Left 3 profiles that are waiting to the next start, which finds them in the spool";

Deno.test("finishRecording() says nothing when all is written soon", async () => {
  assert.deepEqual(await end({ finished: Promise.resolve(SUMS) }), { sums: SUMS, said: [] });
  const impatient = await end({ finished: Promise.resolve(SUMS), isImpatient: true });
  assert.deepEqual(impatient, { sums: SUMS, said: [] });
});

Deno.test("finishRecording() says what is being waited for, and waits", async () => {
  const said: string[] = [];
  const finished = Promise.withResolvers<typeof SUMS>();
  const done = end({ finished: finished.promise }, said);
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  finished.resolve(SUMS);
  assert.deepEqual(await done, { sums: SUMS, said: [WRITING] });
});

Deno.test("finishRecording() leaves the rest when somebody interrupts it, and says so", async () => {
  const second = Promise.withResolvers<void>();
  const said: string[] = [];
  const done = end({ finished: new Promise(() => {}), second: second.promise }, said);
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  second.resolve();
  assert.deepEqual(await done, { sums: undefined, said: [WRITING, LEFT] });
});

Deno.test("finishRecording() does not ask for more patience from who has shown none", async () => {
  const finished = new Promise<typeof SUMS>(() => {});
  const left = await end({ finished, isImpatient: true, second: Promise.resolve() });
  assert.deepEqual(left, { sums: undefined, said: [LEFT] });
});
