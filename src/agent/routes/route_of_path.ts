// What stands in for a route when no framework tells one: the path with its ids folded.

/** Numbers, dates, coordinates, versions: digits and punctuation only. */
const NUMBER = /^[\d.,:+-]*\d[\d.,:+-]*$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** With a digit: "defaced" is a word. */
const HEX = /^(?=.*\d)[\da-f]{8,}$/i;
/** ULID, nanoid, hashes in base 62. */
const TOKEN = /^(?=.*\d.*\d)[\da-z]{16,}$/i;
/** "order-20391"; four digits may be the year of a title. */
const LONG_NUMBER = /\d{5}/;
const ID_PATTERNS = [NUMBER, UUID, HEX, TOKEN, LONG_NUMBER];

/** Every segment that looks like an id becomes a star: "/users/7" is "/users/*", "/7.png" is "/*.png". */
export function routeOfPath(path: string): string {
  // Most paths, and this runs for every request: five patterns per segment cost 6 us.
  if (!/\d/.test(path)) return path;
  return path.split("/").map(foldSegment).join("/");
}

/** An extension says what is asked for, so it stays: "/reports/2024-05-01.csv" is another page than ".pdf". */
function foldSegment(segment: string): string {
  const [, stem, extension] = /^(.+?)(\.[a-z]\w{0,4})$/i.exec(segment) ?? [];
  if (stem !== undefined && isId(stem)) return `*${extension}`;
  return isId(segment) ? "*" : segment;
}

function isId(segment: string): boolean {
  const text = decoded(segment);
  return ID_PATTERNS.some((pattern) => pattern.test(text));
}

/** "%E6%97%A5" has digits only in its encoding. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
