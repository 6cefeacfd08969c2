// Knows of each Response what its body is, without touching `response.body`: reading that property
// turns a static body into a stream and takes Deno's fast path away.
import { Buffer, originals } from "./builtins.ts";
import { enter, type Tracked } from "./owner_tracker.ts";
import { privateMap } from "./private_map.ts";

/** A stream's bytes are not known before its end. */
export type BodyKind = { readonly isStream: false; readonly bytes: number } | {
  readonly isStream: true;
};

const STREAM: BodyKind = { isStream: true };
/** What each Response was made of; its length is measured only when somebody asks. */
const bodyByResponse = privateMap<Response, BodyInit | null | undefined>();
/** Whose body a stream is: Deno sends one that it made of a static body as such, with its length, when nobody read it. */
const responseByStream = privateMap<ReadableStream, Response>();

/** Replaces globalThis.Response by one that notes the body; instanceof and constructor stay as they were. */
export function noteResponseBodies(): void {
  const { prototype } = originals.Response;
  const noting = notingResponse();
  prototype.constructor = noting;
  globalThis.Response = noting;
  noteStreams(prototype);
  noteClones(prototype);
}

/** A function: it adds 0.1 us to the 2 of the constructor, the trap of a Proxy 0.4. */
function notingResponse(): typeof Response {
  const native = originals.Response;
  const noting = function Response(body?: BodyInit | null, init?: ResponseInit): Response {
    // Without `new` it fails as it always did.
    if (!new.target) return (native as unknown as () => Response)();
    const response = (new.target as unknown) === noting
      ? new native(body, init)
      : Reflect.construct(native, [body, init], new.target);
    bodyByResponse.set(response, body);
    return response;
  } as unknown as typeof Response;
  return Object.defineProperties(noting, Object.getOwnPropertyDescriptors(native));
}

/** Middleware makes a response of another's body: new Response(response.body, response). */
function noteStreams(prototype: Response): void {
  const property = Object.getOwnPropertyDescriptor(prototype, "body")!;
  const get = property.get!;
  Object.defineProperty(prototype, "body", {
    ...property,
    get(this: Response): ReadableStream | null {
      const stream: ReadableStream | null = get.call(this);
      // Without a note and a URL it is Response.json() or a sibling, which are static.
      const isKnown = bodyByResponse.has(this) || this.url === "";
      if (stream !== null && isKnown && !responseByStream.has(stream)) {
        responseByStream.set(stream, this);
      }
      return stream;
    },
  });
}

function noteClones(prototype: Response): void {
  const { clone } = prototype;
  prototype.clone = function (this: Response): Response {
    const copy = clone.call(this);
    if (bodyByResponse.has(this)) bodyByResponse.set(copy, bodyByResponse.get(this));
    return copy;
  };
}

/** What the body of `response` is; costs nothing for responses made by the app's own `new Response`. */
export function bodyKind(response: Response): BodyKind {
  if (!bodyByResponse.has(response)) return unnotedBodyKind(response);
  const body = bodyByResponse.get(response);
  if (body === null || body === undefined) return { isStream: false, bytes: 0 };
  if (typeof body === "string") return { isStream: false, bytes: Buffer.byteLength(body) };
  if (body instanceof ReadableStream) return streamKind(body, response);
  if (body instanceof Blob) return { isStream: false, bytes: body.size };
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    return { isStream: false, bytes: body.byteLength };
  }
  if (body instanceof FormData) return { isStream: false, bytes: -1 };
  // What is left is a stream in disguise, or text: URLSearchParams, and String objects as Hono's JSX makes them.
  if (Symbol.asyncIterator in body) return STREAM;
  return { isStream: false, bytes: Buffer.byteLength(String(body)) };
}

function streamKind(body: ReadableStream, response: Response): BodyKind {
  const source = responseByStream.get(body);
  // Its own body is what it was made of, once somebody has looked.
  return source && source !== response ? bodyKind(source) : STREAM;
}

/** Response.json() and friends are static; what fetch() answered has a URL and streams. */
function unnotedBodyKind(response: Response): BodyKind {
  if (response.url !== "" && response.body !== null) return STREAM;
  const length = response.headers.get("content-length");
  return { isStream: false, bytes: length === null ? -1 : Number(length) };
}

/** What has become of a body so far. */
export interface BodyProgress {
  bytes: number;
  /** The client went away before the end. */
  isCancelled: boolean;
  /** Ends the body as if there was nothing more; set by followBody(). */
  end?: () => void;
}

/**
 * The same response with a body whose pulls run for `runner`: after the handler has returned, Deno pulls
 * without the request's async context. `progress` is kept up to date.
 */
export function followBody(
  response: Response,
  runner: Tracked,
  progress: BodyProgress,
): Response {
  const reader = response.body!.getReader();
  let isEnded = false;
  const body = new ReadableStream({
    start(controller) {
      progress.end = () => {
        if (isEnded) return;
        isEnded = true;
        controller.close();
        enter(runner, () => reader.cancel()).catch(() => {});
      };
    },
    pull(controller) {
      return enter(runner, async () => {
        const { done, value } = await reader.read();
        if (isEnded) return;
        if (done) return controller.close();
        progress.bytes += value.byteLength;
        controller.enqueue(value);
      });
    },
    cancel(reason) {
      progress.isCancelled = true;
      return enter(runner, () => reader.cancel(reason));
    },
  }, { highWaterMark: 0 });
  return new originals.Response(body, response);
}
