// Status, headers and bytes to send for a file that exists: conditional requests and ranges of RFC 9110.
// Pure, so that every rule can be tested without a file.
import { type ByteRange, mediaRange } from "./media_range.ts";

/** What the answer depends on besides the request. */
export interface MediaFacts {
  /** Bytes. */
  readonly size: number;
  /** Null where the file system keeps no such time. */
  readonly mtime: Date | null;
  /** The Content-Type. */
  readonly type: string;
}

/** The answer; `range` is missing when it has no body. */
export interface MediaReply {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Headers;
  readonly range?: ByteRange;
}

/** Answers a GET or HEAD for a file: 200, 206, 304 or 416. */
export function mediaReply(request: Request, facts: MediaFacts): MediaReply {
  const headers = validators(facts);
  if (isNotModified(request.headers, headers)) return { status: 304, headers };
  headers.set("Accept-Ranges", "bytes");
  const range = requestedRange(request, headers, facts.size);
  if (range === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${facts.size}`);
    return { status: 416, headers };
  }
  const { start, end } = range ?? { start: 0, end: facts.size };
  headers.set("Content-Type", facts.type);
  headers.set("Content-Length", String(end - start));
  if (range) headers.set("Content-Range", `bytes ${start}-${end - 1}/${facts.size}`);
  const status = range ? 206 : 200;
  const hasBody = request.method !== "HEAD" && end > start;
  return hasBody ? { status, headers, range: { start, end } } : { status, headers };
}

function validators({ size, mtime }: MediaFacts): Headers {
  // Weak: two edits within the clock tick of the file system that keep the size look the same.
  const tag = `W/"${size.toString(16)}-${(mtime?.getTime() ?? 0).toString(16)}"`;
  return new Headers(mtime ? { ETag: tag, "Last-Modified": mtime.toUTCString() } : { ETag: tag });
}

function isNotModified(asked: Headers, current: Headers): boolean {
  const tags = asked.get("If-None-Match");
  // Section 13.2.2: with If-None-Match present, If-Modified-Since does not count.
  if (tags !== null) return hasTag(tags, current.get("ETag")!);
  const since = Date.parse(asked.get("If-Modified-Since") ?? "");
  // Both whole seconds; NaN (none, malformed) is never late enough.
  return Date.parse(current.get("Last-Modified") ?? "") <= since;
}

/** Weak comparison: W/"1" and "1" are the same. */
function hasTag(list: string, tag: string): boolean {
  if (list.trim() === "*") return true;
  const opaque = tag.replace(/^W\//, "");
  return list.match(/"[^"]*"/g)?.some((each) => each === opaque) ?? false;
}

function requestedRange(request: Request, current: Headers, size: number) {
  // Section 14.2: a Range has a meaning with GET only.
  if (request.method !== "GET") return undefined;
  const condition = request.headers.get("If-Range");
  // If-Range compares strongly, which our weak ETag never satisfies; a date must be exactly ours.
  if (condition !== null && condition !== current.get("Last-Modified")) return undefined;
  return mediaRange(request.headers.get("Range"), size);
}
