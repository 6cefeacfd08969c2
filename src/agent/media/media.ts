// Static files for `--media PREFIX=DIR`, answered inside the app's process before the app is asked.
// Everything below a prefix is ours, a missing file too: the app never sees those requests.
// Below a mount only plain names count: no "..", no hidden files, no link that leads out.
import { contentType } from "./content_type.ts";
import { mediaBody } from "./media_body.ts";
import { findMediaFile } from "./media_file.ts";
import { mediaReply } from "./media_reply.ts";
import { mediaSegments } from "./media_segments.ts";

/** One --media option. */
export interface MediaMount {
  /** URL path as people write it, not percent-encoded: "/static" and "/static/" mean the same; "/" takes every request. */
  readonly prefix: string;
  /** Absolute path; may be missing until the first request. */
  readonly dir: string;
}

/** A mount and the names of a request that lie below it; the last one is "" after a trailing slash. */
interface Target {
  readonly mount: readonly string[];
  readonly dir: string;
  readonly names: readonly (string | undefined)[];
}

/**
 * Makes a handler that answers GET and HEAD below the mounts, and is undefined at once for any other path. The
 * longest prefix wins, the first of two equal ones. Its promise never rejects, and the body holds the file open
 * until it is read or cancelled.
 */
export function mediaHandler(
  mounts: readonly MediaMount[],
): (request: Request) => Promise<Response> | undefined {
  const longestFirst = mounts
    .map(({ prefix, dir }) => ({ mount: prefix.split("/").filter(Boolean), dir }))
    .sort((a, b) => b.mount.length - a.mount.length);
  return (request) => {
    const segments = mediaSegments(request.url);
    const found = longestFirst.find(({ mount }) =>
      mount.every((name, index) => name === segments[index])
    );
    return found && answer(request, { ...found, names: segments.slice(found.mount.length) });
  };
}

async function answer(request: Request, target: Target): Promise<Response> {
  try {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return refusal(request, 405, { Allow: "GET, HEAD" });
    }
    return await serve(request, target);
  } catch (error) {
    return refusal(request, statusOf(error));
  }
}

async function serve(request: Request, { mount, dir, names }: Target): Promise<Response> {
  const hasSlash = names.at(-1) === "";
  const wanted = hasSlash ? names.with(-1, "index.html") : names;
  if (!wanted.every(isPlain)) return refusal(request, 404);
  const entry = await findMediaFile(dir, wanted);
  if (!entry || (entry.isDirectory && hasSlash)) return refusal(request, 404);
  if (entry.isDirectory) {
    return refusal(request, 301, { Location: folderUrl([...mount, ...wanted], request.url) });
  }
  // The type goes by the name that was asked for, which a link may give to a file without extension.
  return await send(request, entry.path, contentType(wanted.at(-1) ?? ""));
}

/** Also refuses "." and "..", and the "" of a doubled slash. */
function isPlain(name: string | undefined): name is string {
  return name !== undefined && name !== "" && !name.startsWith(".");
}

/** A path, so that it is right behind any host name, and never "//host": the names are not empty. */
function folderUrl(names: readonly string[], url: string): string {
  const query = url.match(/^[^?#]*(\?[^#]*)/)?.[1] ?? "";
  // Deno.serve passes bytes beyond ASCII on, but a header must not hold them.
  return `/${names.map(encodeURIComponent).join("/")}/` +
    query.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

async function send(request: Request, path: string, type: string): Promise<Response> {
  const file = await Deno.open(path);
  try {
    // Of the open file, not of the path: a build may have replaced it in between.
    const { size, mtime } = await file.stat();
    const { status, headers, range } = mediaReply(request, { size, mtime, type });
    if (range?.start) await file.seek(range.start, Deno.SeekMode.Start);
    const body = range ? mediaBody(file.readable, range.end - range.start) : null;
    if (!body) file.close();
    return new Response(body, { status, headers: withDefaults(headers) });
  } catch (error) {
    file.close();
    throw error;
  }
}

function refusal(request: Request, status: keyof typeof REASONS, extra?: HeadersInit): Response {
  const headers = new Headers(extra);
  headers.set("Content-Type", "text/plain; charset=utf-8");
  const text = request.method === "HEAD" ? null : `${status} ${REASONS[status]}\n`;
  return new Response(text, { status, headers: withDefaults(headers) });
}

const REASONS = {
  301: "Moved Permanently",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
};

/** "no-cache" is "ask me first": without it browsers guess, and an edited file would not show. */
function withDefaults(headers: Headers): Headers {
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Cache-Control", "no-cache");
  return headers;
}

// By code, because "name too long" has no class of its own in Deno.errors. EINVAL: names Windows does not allow.
const MISSING = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EINVAL"]);

function statusOf(error: unknown): 403 | 404 | 500 {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (MISSING.has(code)) return 404;
  const isDenied = error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable;
  return isDenied ? 403 : 500;
}
