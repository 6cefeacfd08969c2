// What a file says about its request without reading the file: our writers put the record at an end of it.
// For lists of thousands of files; whoever looks at the profile decodes the file and gets the same record.
import { readRecordingInfo, type RecordingInfo } from "./recording_info.ts";

/** Enough for a record with an address of 8 KB, which is more than servers take. */
export const END_BYTES = 16_384;

/** The last key of our .cpuprofile files; within a string of the file its quotes would be escaped. */
const CPUPROFILE_KEY = '"runprofileserver":{';
const CALLGRIND_LINE = "\ndesc: runprofileserver: ";

/** The first and the last END_BYTES of a file; undefined for files of others and what is broken. */
export function recordAtEnd(
  { head, tail }: { readonly head: Uint8Array; readonly tail: Uint8Array },
): RecordingInfo | undefined {
  try {
    // JSON has no line breaks in its strings, but names in callgrind files may look like JSON.
    const value = valueInHead(decode(head)) ?? valueAtEnd(decode(tail));
    return readRecordingInfo(value);
  } catch {
    // Whoever opens the file is told what is wrong with it.
    return undefined;
  }
}

function valueAtEnd(text: string): unknown {
  const key = text.lastIndexOf(CPUPROFILE_KEY);
  if (key < 0) return undefined;
  // The value is followed by the brace that ends the file.
  return JSON.parse(text.slice(key + CPUPROFILE_KEY.length - 1).replace(/\}\s*$/, ""));
}

function valueInHead(text: string): unknown {
  const line = text.indexOf(CALLGRIND_LINE);
  if (line < 0) return undefined;
  const start = line + CALLGRIND_LINE.length;
  const end = text.indexOf("\n", start);
  return end < 0 ? undefined : JSON.parse(text.slice(start, end));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
