// What a file says about its profile: the request, the aggregate, notes. As JSON it goes into formats that
// have room for a value of ours, so that gather and the dashboard never have to guess from a file name.
import { UserError } from "../errors.ts";
import type { RequestRecord } from "../model/request_record.ts";
import type { Aggregate, Note, Recording } from "./codec.ts";

/** A Recording without its profile, and what is not for every format. */
export type RecordingInfo = Omit<Recording, "profile" | "statistics">;

/** Raised when a reader of the old version would misunderstand the new one. */
const VERSION = 1;

/** The JSON value that readRecordingInfo() takes back. */
export function writeRecordingInfo({ request, aggregate, notes }: RecordingInfo): unknown {
  return {
    version: VERSION,
    ...(request && { request }),
    ...(aggregate && { aggregate }),
    ...(notes && { notes }),
  };
}

/** Undefined for a file of another program. Throws a UserError for a value of ours that is broken. */
export function readRecordingInfo(value: unknown): RecordingInfo | undefined {
  if (value === undefined) return undefined;
  const { version, request, aggregate, notes } = objectAt(value, "runprofileserver");
  if (version !== VERSION) {
    // The profile itself is fine, so a later version of ours is no reason to refuse the file.
    return { notes: [{ name: "Record", value: `of unknown version ${version}, left out` }] };
  }
  return {
    ...(request !== undefined && { request: readRequest(request) }),
    ...(aggregate !== undefined && { aggregate: readAggregate(aggregate) }),
    ...(notes !== undefined && { notes: readNotes(notes) }),
  };
}

type FieldTypes<T> = Readonly<Record<keyof T & string, "string" | "number">>;

/** The compiler sees to it that no field of the record is forgotten here. */
const REQUEST_FIELDS: FieldTypes<Omit<RequestRecord, "backlog" | "background">> = {
  id: "number",
  pid: "number",
  method: "string",
  path: "string",
  query: "string",
  host: "string",
  route: "string",
  status: "number",
  responseBytes: "number",
  outcome: "string",
  startedAt: "number",
  start: "number",
  end: "number",
  cpu: "number",
  gc: "number",
  wait: "number",
  queued: "number",
  unsampled: "number",
};
const AGGREGATE_FIELDS: FieldTypes<Aggregate> = {
  key: "string",
  requests: "number",
  duration: "number",
};
const NOTE_FIELDS: FieldTypes<Note> = { name: "string", value: "string" };

/** Ranges are not checked: the numbers are for arithmetic and display, none is an index. */
function readRequest(value: unknown): RequestRecord {
  const place = "runprofileserver.request";
  const request = readFields<RequestRecord>(value, REQUEST_FIELDS, place);
  const { backlog, background } = objectAt(value, place);
  if (!/^(completed|failed|aborted)$/.test(request.outcome)) {
    throw broken(`${place}.outcome`, request.outcome, "completed, failed or aborted");
  }
  return {
    ...request,
    ...(typeof backlog === "number" && { backlog }),
    ...(typeof background === "number" && { background }),
  };
}

function readAggregate(value: unknown): Aggregate {
  return readFields<Aggregate>(value, AGGREGATE_FIELDS, "runprofileserver.aggregate");
}

function readNotes(value: unknown): readonly Note[] {
  if (!Array.isArray(value)) throw broken("runprofileserver.notes", value, "a list");
  return value.map((note, i) =>
    readFields<Note>(note, NOTE_FIELDS, `runprofileserver.notes[${i}]`)
  );
}

/** Copies the known fields, so that nothing else out of a file gets into the program. */
function readFields<T>(value: unknown, types: Readonly<Record<string, string>>, place: string): T {
  const object = objectAt(value, place);
  const fields: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(types)) {
    const actual: string = typeof object[name];
    if (actual !== type) throw broken(`${place}.${name}`, object[name], `a ${type}`);
    fields[name] = object[name];
  }
  return fields as T;
}

function objectAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== "object") throw broken(place, value, "an object");
  return value as Readonly<Record<string, unknown>>;
}

/** The caller who knows the file's name adds it. */
function broken(place: string, value: unknown, expected: string): UserError {
  const isObject = value !== null && typeof value === "object";
  const shown = isObject ? "an object" : JSON.stringify(value) ?? "missing";
  return new UserError(`Broken profile: ${place} is ${shown.slice(0, 60)}, expected ${expected}`, {
    hint: "Was the file edited after runprofileserver wrote it?",
  });
}
