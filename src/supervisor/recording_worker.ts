// The worker that makes profiles: packets in, files and access lines out. One session per child process.
/// <reference lib="deno.worker" />
import { codecByName } from "../format/codecs.ts";
import { parseTemplate } from "../store/file_name.ts";
import { ProfileDir } from "../store/profile_dir.ts";
import type { Attribution } from "../model/attribution.ts";
import type { RequestBegin } from "../wire/records.ts";
import { ProfileWriter } from "./profile_writer.ts";
import type { RecordingEvent, RecordingOptions, RecordingRequest } from "./recording_messages.ts";
import { ScriptMaps } from "./script_maps.ts";
import { Session } from "./session.ts";

const sessions = new Map<number, Session>();
/** Of children that are gone. */
const ended: Attribution[] = [];
let cacheDir = "";
let writer: ProfileWriter;
/** Messages are handled one after the other, also while the first one opens the folder. */
let turn: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<RecordingRequest>) => {
  turn = turn.then(() => handle(data));
};

function post(event: RecordingEvent): void {
  self.postMessage(event);
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
    case "abandon":
      return sessionOf(message.generation).abandon(message.ids);
    case "close":
      return close(message.generation);
    case "flush":
      await writer.flush();
      return post({ kind: "flushed", attribution: totalAttribution() });
  }
}

async function start(options: RecordingOptions): Promise<void> {
  cacheDir = options.cacheDir;
  writer = new ProfileWriter(
    await ProfileDir.open(options.profPath),
    {
      ...options,
      template: parseTemplate(options.template),
      codecs: options.codecs.map(codecByName),
    },
    {
      encoding: { base: options.base, creator: options.creator },
      reporter: { access: (line, status) => post({ kind: "access", line, status }), warn },
    },
  );
}

function sessionOf(generation: number): Session {
  let session = sessions.get(generation);
  if (!session) {
    const maps = new ScriptMaps({ denoDir: cacheDir });
    session = new Session(maps, { finished: (request) => writer.add(request), warn });
    sessions.set(generation, session);
  }
  return session;
}

function close(generation: number): void {
  const session = sessionOf(generation);
  guarded(() => session.close().map(lostLine).forEach(warn));
  ended.push(session.attribution);
  sessions.delete(generation);
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

function lostLine({ id, method, target }: RequestBegin): string {
  return `Lost request ${id}, ${method} ${target}: the process ended before the response`;
}
