// The path of a request cut into decoded segments: the only place where --media turns a URL into names.
// Deno.serve hands the request target over unnormalised ("/static/../x" arrives as sent), and so do frameworks
// that cut the path from request.url, like Hono. `new URL()` would hide the dots and throws on odd Host headers.

// Windows gives these names a second meaning: drives and streams (a:b), short names (GIT~1 is .git), trimmed ends.
const UNSAFE = Deno.build.os === "windows" ? /[/\\\0:]|~\d|[. ]$/ : /[/\\\0]/;

/**
 * Segments after the first slash of an absolute URL, each percent-decoded once: "/a%20b/" gives ["a b", ""].
 * A segment that cannot be the name of one file (malformed, NUL, a slash or backslash in it) is undefined;
 * dots are left to the caller.
 */
export function mediaSegments(url: string): (string | undefined)[] {
  const path = url.match(/^[^:/?#]+:\/\/[^/?#]*([^?#]*)/)?.[1] ?? "";
  return path.split("/").slice(1).map(decodeSegment);
}

function decodeSegment(segment: string): string | undefined {
  try {
    const name = decodeURIComponent(segment);
    return UNSAFE.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}
