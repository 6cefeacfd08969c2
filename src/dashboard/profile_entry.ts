// One line of the dashboard's index: what is known of a recording without reading its profile.
import type { Aggregate } from "../format/codec.ts";
import type { RequestRecord } from "../model/request_record.ts";

/** A recording in the folder. Strings come out of files: never to be trusted as markup or as a path. */
export interface ProfileEntry {
  /** Of the file, relative to the folder, "/" between folders; or a routeRecording(). Names it in every URL. */
  readonly name: string;
  /** Size of the file; 0 for a routeRecording(). */
  readonly bytes: number;
  /** Epoch milliseconds: when the file was written. */
  readonly writtenAt: number;
  /** Undefined for files of other programs and for aggregates. */
  readonly request?: RequestRecord;
  readonly aggregate?: Aggregate;
  /** False when the folder has it only in formats that can be written but not read. */
  readonly isReadable: boolean;
  /** The files of this recording in other formats, named like `name`. */
  readonly copies: readonly string[];
}
