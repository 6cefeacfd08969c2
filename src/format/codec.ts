// One shape for every file format; codecs.ts lists the implementations.
import type { Profile } from "../model/profile.ts";
import type { RequestRecord } from "../model/request_record.ts";
import type { RequestStatistics } from "../model/request_statistics.ts";

/** A fact about the recording for people to read, e.g. { name: "Sampling interval", value: "100 us" }. */
export interface Note {
  readonly name: string;
  readonly value: string;
}

/** What an aggregate made by gather stands for. */
export interface Aggregate {
  /** The group's key, e.g. "GET /users/:id". */
  readonly key: string;
  readonly requests: number;
  /** Microseconds of wall time, summed over the requests. */
  readonly duration: number;
}

/** A profile and what it is a profile of. */
export interface Recording {
  readonly profile: Profile;
  readonly request?: RequestRecord;
  readonly aggregate?: Aggregate;
  /** Of an aggregate; only .cpuprofile files keep it. */
  readonly statistics?: RequestStatistics;
  readonly notes?: readonly Note[];
}

/** Choices that only some formats have. */
export interface EncodeOptions {
  /** Folder that names of source files are made relative to, without a trailing slash; "" keeps them absolute. */
  readonly base: string;
  /** "runprofileserver 0.1.0": written where the format has a creator field. */
  readonly creator: string;
  /** Where the text of source files comes from, for formats that show on which line a call is. */
  readonly readSource?: SourceReader;
}

/** The text of a file. The same object means the same text: what was found out about it is kept with it. */
export interface SourceText {
  readonly text: string;
}

/** The source at the URL or path of a frame, undefined where there is none. Must not throw. */
export type SourceReader = (url: string) => SourceText | undefined;

/** One file format. Pure: bytes in, bytes out, no I/O. */
export interface Codec {
  /** As in --format, e.g. "cpuprofile". */
  readonly name: string;
  /** With the dot, e.g. ".cpuprofile". */
  readonly extension: string;
  /** Put before the name of a file, e.g. "callgrind.out."; "" for most. */
  readonly prefix: string;
  /** True when `head` (the first bytes, 4 KiB at most) is in this format; "not mine" is an answer, not an error. */
  recognizes(head: Uint8Array): boolean;
  /** Throws a UserError for "mine but broken". Missing when the format can only be written. */
  decode?(bytes: Uint8Array): Recording;
  encode(recording: Recording, options: EncodeOptions): Uint8Array;
}
