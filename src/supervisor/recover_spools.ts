// What servers that were killed, or not waited for, had not written yet: read from their spools, sliced and written
// as they would have done it, in the folder and under the names that they were asked for.
import type { Packet } from "../wire/packets.ts";
import { finishPublication } from "../store/publication.ts";
import { PROBE_TAG, sweepLeftovers } from "../store/leftovers.ts";
import { DoneLog } from "./done_log.ts";
import { Recorder } from "./recorder.ts";
import type { RecordingOptions } from "./recording_messages.ts";
import type { Reporter } from "./serve_options.ts";
import { SpoolDir } from "./spool_dir.ts";
import { spoolPackets } from "./spool_packets.ts";
import { isFolder } from "../store/is_folder.ts";

const POLL_MS = 100;
/** Of a record, besides its body. */
const RECORD_BYTES = 300;
/** So much is handed to the worker before it has to have written it. */
const MOST_PENDING_BYTES = 32 << 20;

/** Takes over what dead servers have left, and says so in one line each. Never throws. */
export async function recoverSpools(reporter: Reporter, stopped: AbortSignal): Promise<void> {
  let dirs = await SpoolDir.takeAbandoned().catch(() => []);
  while (dirs.length > 0 && !stopped.aborted) {
    const draining: SpoolDir[] = [];
    for (const dir of dirs) {
      // An agent whose server is gone drains, and writes until then.
      if (await dir.hasAgents().catch(() => false)) draining.push(dir);
      else await recoverGuarded(dir, { reporter, stopped });
    }
    dirs = draining;
    if (dirs.length > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  for (const dir of dirs) dir.release();
}

interface Context {
  readonly reporter: Reporter;
  readonly stopped: AbortSignal;
}

async function recoverGuarded(dir: SpoolDir, context: Context): Promise<void> {
  try {
    if (!context.stopped.aborted) await recover(dir, context);
  } catch (error) {
    // When it is gone, its own server was just removing it: nothing is left to be recovered.
    if (!isFolder(dir.path)) return;
    context.reporter.warn(`Cannot recover the profiles in ${dir.path}: ${error}`);
  } finally {
    dir.release();
  }
}

async function recover(dir: SpoolDir, context: Context): Promise<void> {
  const options = await dir.readOptions();
  if (!options) {
    // Options come before spools and are the first to go: with spools, somebody was killed while he removed it.
    const isBeingMade = dir.isNew() && (await dir.generations()).length === 0;
    return void (isBeingMade || await dir.remove());
  }
  // Somebody who has deleted the profiles does not want them back.
  if (isFolder(options.profPath)) {
    await sweep(dir, options);
    const isDone = await replay(dir, options, context);
    if (!isDone) return;
  }
  await dir.remove();
}

/** Removes half-written files; those that have their name but are not in the log were interrupted in between. */
async function sweep(dir: SpoolDir, { profPath }: RecordingOptions): Promise<void> {
  const log = DoneLog.open(dir.doneLog);
  const interrupted = log.interrupted();
  if (interrupted && await finishPublication(interrupted.files)) log.add(interrupted.id);
  // In this order: killed in between, the next one would find neither the file nor the entry.
  await sweepLeftovers(profPath, `${dir.key}-`, ({ tag, isPublished }) => {
    if (isPublished) log.add(Number(tag.slice(dir.key.length + 1)));
  });
  log.close();
  await sweepLeftovers(profPath, `${PROBE_TAG}.`, () => {});
}

/** False when something is left for the next start: it was stopped on the way, or could not write. */
async function replay(
  dir: SpoolDir,
  options: RecordingOptions,
  { reporter, stopped }: Context,
): Promise<boolean> {
  const doneBefore = dir.doneCount();
  let written = 0;
  let lost = 0;
  let isBroken = false;
  const broken = Promise.withResolvers<void>();
  const recorder = new Recorder(options, {
    access: () => written++,
    warn: (message) => reporter.warn(message),
    lost: () => lost++,
    // Nobody waits for these.
    delay: () => {},
  }, (message) => {
    isBroken = true;
    reporter.warn(`Cannot recover the profiles in ${dir.path}: ${message}`);
    broken.resolve();
  });
  const ended = new Promise<void>((resolve) => stopped.addEventListener("abort", () => resolve()));
  try {
    for (const generation of await dir.generations()) {
      await Promise.race([ended, broken.promise, hand(recorder, generation, dir)]);
      if (stopped.aborted || isBroken) return false;
    }
    // What could not be written, on a full disk perhaps, shall have another chance.
    return dir.doneCount() - doneBefore >= written;
  } finally {
    recorder.terminate();
    if (written + lost > 0) reporter.say(recoveredLine({ written, lost }, options.profPath));
  }
}

/** Resolves when the profiles of that generation are on disk. */
async function hand(recorder: Recorder, generation: number, dir: SpoolDir): Promise<void> {
  let pending = 0;
  for (const packet of packetsOf(await dir.spoolFiles(generation))) {
    pending += packet.body.length + RECORD_BYTES;
    recorder.receive(generation, { ...packet, arrivedAt: undefined });
    if (pending < MOST_PENDING_BYTES) continue;
    pending = 0;
    await recorder.flush();
  }
  await recorder.close(generation);
}

/** All packets, as far as they are whole: the last one may have been cut off by the end of its process. */
function* packetsOf(paths: readonly string[]): Generator<Packet> {
  for (const path of paths) {
    using file = Deno.openSync(path, { read: true });
    try {
      yield* spoolPackets(file);
    } catch {
      // Damaged from here on; the next file has a beginning of its own.
    }
  }
}

function recoveredLine(
  { written, lost }: { written: number; lost: number },
  profPath: string,
): string {
  const profiles = written === 1 ? "1 request" : `${written} requests`;
  const rest = lost === 0 ? "" : `; ${lost} more had no response`;
  return `Recovered ${profiles} that an earlier server had left, in ${profPath}${rest}.`;
}
