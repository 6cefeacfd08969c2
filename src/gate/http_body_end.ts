// Where the body of an HTTP/1 message ends, after RFC 9112 section 6.3.

import type { HttpHead } from "./http_head.ts";

/**
 * A count of bytes, "chunked", "close" (the connection's end), or "opaque": no longer HTTP/1 messages, or a head that
 * programs may read in more than one way.
 */
export type BodyEnd = number | "chunked" | "close" | "opaque";

/** How the body of a request ends; never "close". */
export function requestBodyEnd(head: HttpHead): BodyEnd {
  if (!head.isValid) return "opaque";
  const end = declaredEnd(head);
  return end === "close" ? "opaque" : end ?? 0;
}

/** How the body of a response ends; it depends on the request's method. */
export function responseBodyEnd(head: HttpHead, status: number, method: string): BodyEnd {
  if (!head.isValid || status === 101) return "opaque";
  if (method === "CONNECT" && status >= 200 && status < 300) return "opaque";
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return 0;
  return declaredEnd(head) ?? "close";
}

/** What the fields say; null when there is neither a length nor a transfer coding. */
function declaredEnd(head: HttpHead): BodyEnd | null {
  const coding = head.field("transfer-encoding");
  const length = head.field("content-length");
  if (coding === null && length === null) return null;
  // Both at once is how requests are smuggled; programs differ in what they make of it.
  if (coding !== null && length !== null) return "opaque";
  if (coding !== null) return /(^|,)[ \t]*chunked$/i.test(coding) ? "chunked" : "close";
  return /^\d{1,15}$/.test(length!) ? Number(length) : "opaque";
}
