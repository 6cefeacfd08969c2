// The comment `//# sourceMappingURL=...` with which code names its source map, or holds it.
import { Buffer } from "node:buffer";

/** Code up to its comment, and the URL in it, "" when it has none. */
export interface CommentedCode {
  readonly code: string;
  readonly mapUrl: string;
}

const KEY = "sourceMappingURL=";

/** Splits code at its last source map comment. Only blank lines and other `//` comments may follow it. */
export function splitComment(text: string): CommentedCode {
  const key = text.lastIndexOf(KEY);
  const start = text.lastIndexOf("\n", key) + 1;
  const none = { code: text, mapUrl: "" };
  // "//@" is how the first tools wrote it. No regular expression runs over megabytes of base64.
  if (key < 0 || !/^\s*\/\/[#@]\s*$/.test(text.slice(start, key))) return none;
  const [mapUrl = ""] = text.slice(key + KEY.length).split(/\s/, 1);
  const rest = text.slice(key + KEY.length + mapUrl.length);
  if (!rest.split("\n").every((line) => /^\s*($|\/\/)/.test(line))) return none;
  return { code: text.slice(0, start), mapUrl };
}

/** The text in a data: URL; throws an Error when it is none. */
export function decodeDataUrl(url: string): string {
  const comma = url.indexOf(",");
  const head = url.slice(0, comma);
  if (comma < 0 || !head.startsWith("data:")) {
    throw new Error(`"${url.slice(0, 60)}" is not a data: URL`);
  }
  const body = url.slice(comma + 1);
  if (!/;base64$/i.test(head)) return decodeURIComponent(body);
  return Buffer.from(body, "base64").toString("utf8");
}
