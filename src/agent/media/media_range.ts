// The Range header (RFC 9110, section 14.2) for one range of bytes.
// Several ranges in one header are answered with the whole file, which the RFC allows; multipart is not worth its code.

/** Bytes of a file, `start` up to but not including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes that a Range header asks for in a file of `size` bytes; undefined when the header is to be ignored
 * (none, malformed, another unit, several ranges), "unsatisfiable" when nothing of the file lies in it.
 */
export function mediaRange(
  header: string | null,
  size: number,
): ByteRange | "unsatisfiable" | undefined {
  const match = header?.match(/^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i);
  // An empty file has no byte to point at: like Go's ServeContent, 200 is kinder than 416 to clients that
  // send a Range with every request.
  if (!match || size === 0) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return undefined;
  if (first === "") {
    return Number(last) === 0
      ? "unsatisfiable"
      : { start: Math.max(0, size - Number(last)), end: size };
  }
  if (last !== "" && Number(last) < Number(first)) return undefined;
  if (Number(first) >= size) return "unsatisfiable";
  return { start: Number(first), end: last === "" ? size : Math.min(Number(last) + 1, size) };
}
