// The worker that makes profiles: packets in, files and access lines out. One session per child process.
/// <reference lib="deno.worker" />
import { codecByName } from "../format/codecs.ts";
import { parseTemplate } from "../store/file_name.ts";
import { ProfileDir } from "../store/profile_dir.ts";
import { type KeepLimits, Retention } from "../store/retention.ts";
import { SourceFiles } from "../store/source_files.ts";
import { secretMasker } from "../model/mask_secrets.ts";
import type { Attribution } from "../model/attribution.ts";
import type { RequestBegin } from "../wire/records.ts";
import { DoneLog } from "./done_log.ts";
import { EventBatch } from "./event_batch.ts";
import { ProfileWriter } from "./profile_writer.ts";
import type {
  RecordingEvent,
  RecordingOptions,
  RecordingRequest,
  SpooledPackets,
} from "./recording_messages.ts";
import { ScriptMaps } from "./script_maps.ts";
import { type FinishedRequest, Session } from "./session.ts";
import { spoolRange } from "./spool_range.ts";
import { trimMemory } from "./trim_memory.ts";

const ACKNOWLEDGE_MS = 20;
/** After the last request of a burst; V8 has collected its garbage by then. */
const TRIM_AFTER_MS = 20_000;

const events = new EventBatch((events) => self.postMessage(events));
const sessions = new Map<number, Session>();
/** Of children that are gone. */
const ended: Attribution[] = [];
let cacheDir = "";
let mask: (target: string) => string;
let writer: ProfileWriter;
let handledCount = 0;
let acknowledgement: ReturnType<typeof setTimeout> | undefined;
let trimming: ReturnType<typeof setTimeout> | undefined;
let finishedAt = 0;
/** Messages are handled one after the other, also while the first one opens the folder. */
let turn: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<RecordingRequest>) => {
  turn = turn.then(async () => {
    await handle(data);
    // What has been handled is written: the queue on the other side is all that waits.
    await writer.flush();
    acknowledge();
  });
};

/** A message per message would cost both sides too much. */
function acknowledge(): void {
  handledCount++;
  acknowledgement ??= setTimeout(() => {
    acknowledgement = undefined;
    post({ kind: "handled", count: handledCount });
  }, ACKNOWLEDGE_MS);
}

function post(event: RecordingEvent): void {
  events.add(event);
}

function warn(message: string): void {
  post({ kind: "warning", message });
}

async function handle(message: RecordingRequest): Promise<void> {
  switch (message.kind) {
    case "start":
      return await start(message.options);
    case "packets":
      for (const { arrivedAt, ...packet } of message.packets) {
        guarded(() => sessionOf(message.generation).receive(packet, arrivedAt));
      }
      return;
    case "spooled":
      return await receiveSpooled(message.generation, message.spooled);
    case "abandon":
      return sessionOf(message.generation).abandon(message.ids);
    case "close":
      return close(message.generation);
    case "flush":
      await writer.flush();
      if (message.isLast) writer.close();
      return post({ kind: "flushed", attribution: totalAttribution() });
  }
}

/** Written chunk by chunk: a long stretch has more profiles than memory. */
async function receiveSpooled(generation: number, spooled: SpooledPackets): Promise<void> {
  const { range, arrivals, abandoned } = spooled;
  let left = spooled.endCount;
  const session = sessionOf(generation);
  const ids = new Set(abandoned);
  session.abandon(abandoned);
  try {
    for (const packet of spoolRange(range)) {
      const { record } = packet;
      const isBegin = record.kind === "begin";
      guarded(() => session.receive(packet, isBegin ? arrivals.get(record.id) : undefined));
      if (isBegin && ids.has(record.id)) session.abandon([record.id]);
      if (record.kind === "end") left--;
      if (record.kind === "chunk" || record.kind === "unsampled") await writer.flush();
    }
  } catch (error) {
    if (left > 0) {
      warn(`Lost ${left} requests that waited in the spool, and their profiles: ${error}`);
    }
  }
}

async function start(options: RecordingOptions): Promise<void> {
  cacheDir = options.cacheDir;
  mask = secretMasker(options.masks);
  const dir = await ProfileDir.open(options.profPath, { private: options.isPrivate });
  writer = new ProfileWriter(
    dir,
    {
      ...options,
      template: parseTemplate(options.template),
      codecs: options.codecs.map(codecByName),
    },
    {
      encoding: {
        base: options.base,
        creator: options.creator,
        readSource: new SourceFiles().read,
      },
      reporter: { access: (line, status) => post({ kind: "access", line, status }), warn },
      retention: startRetention(dir, options.keep),
      done: DoneLog.open(options.doneLog),
      key: options.key,
    },
  );
}

/** Counting what is there takes its time in a large folder; meanwhile profiles are written. */
function startRetention(dir: ProfileDir, keep: KeepLimits): Retention | undefined {
  if (keep.profiles === undefined && keep.megabytes === undefined) return undefined;
  const retention = new Retention(dir, keep);
  retention.start().catch((error) => warn(`Cannot delete old profiles: ${error.message}`));
  return retention;
}

function sessionOf(generation: number): Session {
  let session = sessions.get(generation);
  if (!session) {
    const maps = new ScriptMaps({ denoDir: cacheDir });
    session = new Session(maps, { finished, warn }, mask);
    sessions.set(generation, session);
  }
  return session;
}

function finished(request: FinishedRequest): void {
  writer.add(request);
  finishedAt = performance.now();
  trimming ??= setTimeout(trimWhenQuiet, TRIM_AFTER_MS);
}

function trimWhenQuiet(): void {
  const leftMs = finishedAt + TRIM_AFTER_MS - performance.now();
  trimming = leftMs > 0 ? setTimeout(trimWhenQuiet, leftMs) : undefined;
  if (!trimming) trimMemory();
}

function close(generation: number): void {
  const session = sessionOf(generation);
  guarded(() => session.close().forEach(tellLost));
  ended.push(session.attribution);
  sessions.delete(generation);
  // Not awaited: the next child's records must not wait for this one's files.
  void writer.flush().then(() => post({ kind: "closed", generation }));
}

function totalAttribution(): Attribution {
  const all = [...ended, ...[...sessions.values()].map(({ attribution }) => attribution)];
  return {
    attributed: all.reduce((sum, { attributed }) => sum + attributed, 0),
    unattributed: all.reduce((sum, { unattributed }) => sum + unattributed, 0),
  };
}

/** A record that cannot be understood costs what it would have told, not the recording. */
function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    warn(`Lost a part of the recording: ${error}`);
  }
}

function tellLost({ id, method, target }: RequestBegin): void {
  const message = `Lost request ${id}, ${method} ${target}: the process ended before the response`;
  post({ kind: "lost", message });
}
