// Bytes of any kind -> recording. The format is found by content: names lie, and pipes have none.
import { UserError } from "../errors.ts";
import { chromeTraceCodec } from "../format/chrome_trace/chrome_trace.ts";
import type { Codec, Recording } from "../format/codec.ts";
import { codecs, detectCodec } from "../format/codecs.ts";
import { systemReason } from "./system_reason.ts";

/** What Codec.recognizes() is promised. */
const HEAD_BYTES = 4096;

/** Formats that are nobody's choice for writing, so not in the list of codecs. */
const READ_ONLY: readonly Reader[] = [chromeTraceCodec];

type Reader = Omit<Codec, "encode">;

/** Reads a profile in any format, gzipped or not; a UserError quotes `name`. Rejects with the signal's reason. */
export async function readRecording(
  path: string,
  name = path,
  signal?: AbortSignal,
): Promise<Recording> {
  // A pipe may never have data, and only the signal ends the wait for it.
  return await readWith(() => Deno.readFile(path, signal ? { signal } : {}), name);
}

/** The same with another way to read. */
export async function readWith(
  read: () => Uint8Array | Promise<Uint8Array>,
  name: string,
): Promise<Recording> {
  let bytes: Uint8Array;
  try {
    bytes = await read();
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw unreadable(name, reason, { cause: error });
  }
  return await decodeRecording(bytes, name);
}

/** Decodes bytes that came from `name`; anything wrong with them is a UserError that quotes it. */
export async function decodeRecording(bytes: Uint8Array, name: string): Promise<Recording> {
  if (bytes.length === 0) throw unreadable(name, "it is empty");
  const head = bytes.subarray(0, HEAD_BYTES);
  const reader = detectCodec(head) ?? READ_ONLY.find(({ recognizes }) => recognizes(head));
  if (reader) return decodeAs(reader, bytes, name);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (isGzip) return await decodeRecording(await gunzip(bytes, name), name);
  throw unreadable(name, "no profile in a known format", {
    hint: `Formats that can be read: ${readableFormats()}`,
  });
}

function decodeAs(reader: Reader, bytes: Uint8Array, name: string): Recording {
  if (!reader.decode) {
    throw unreadable(name, `${reader.name} files can be written only`, {
      hint: `Formats that can be read: ${readableFormats()}`,
    });
  }
  try {
    return reader.decode(bytes);
  } catch (error) {
    if (!(error instanceof UserError)) throw new Error(`While reading "${name}"`, { cause: error });
    const { message, hint } = error;
    throw unreadable(name, message[0]!.toLowerCase() + message.slice(1), { hint, cause: error });
  }
}

async function gunzip(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(
    new DecompressionStream("gzip"),
  );
  try {
    return await new Response(stream).bytes();
  } catch (error) {
    throw unreadable(name, "its gzip data is damaged", { cause: error });
  }
}

function readableFormats(): string {
  const readable = [...codecs, ...READ_ONLY].filter(({ decode }) => decode);
  return readable.map(({ name }) => name).join(", ");
}

function unreadable(
  name: string,
  reason: string,
  options: { hint?: string; cause?: unknown } = {},
): UserError {
  return new UserError(`Cannot read "${name}": ${reason}`, options);
}
