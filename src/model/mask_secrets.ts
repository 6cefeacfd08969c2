// Takes secrets out of request targets before anything is recorded: files, logs and pages are passed around,
// and nobody looks for a password in a profile's name.

/** What stands for a value that nobody shall see. */
export const MASK = "***";

/**
 * Names of parameters whose values are secrets, `*` for anything, in any case. "key" and "code" are whole names:
 * with a star they would hide keywords and country codes.
 */
export const defaultMasks: readonly string[] = [
  "*token*",
  "*password*",
  "*passwd*",
  "*passphrase*",
  "pwd",
  "pass",
  "*secret*",
  "key",
  "*apikey*",
  "*accesskey*",
  "*[_-]key",
  "code",
  "*session*",
  "sid",
  "auth",
  "auth[_-]*",
  "*authorization*",
  "*credential*",
  "*signature*",
  "sig",
  "jwt",
  "otp",
  "pin",
];

/** A JSON web token, wherever it is. The lookbehind keeps the search linear. */
const JWT = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g;

/** A function that masks a path with its query; `patterns` are of the form of defaultMasks. */
export function secretMasker(patterns: readonly string[]): (target: string) => string {
  if (patterns.length === 0) return (target) => target;
  const secret = new RegExp(`^(?:${patterns.map(patternSource).join("|")})$`, "isu");
  const isSecret = (name: string) => secret.test(decoded(name));
  // A target within a value, as after a login: ?next=%2Fa%3Ftoken%3D1
  const holdsSecret = (value: string) =>
    decoded(value).split(/[?&;]/).some((pair) => pair.includes("=") && isSecret(nameIn(pair)));
  const masked = (pair: string) => {
    const name = nameIn(pair);
    const value = pair.slice(name.length + 1);
    return value !== "" && (isSecret(name) || holdsSecret(value)) ? `${name}=${MASK}` : pair;
  };
  return (target) => {
    const mark = (target + "?").indexOf("?");
    const path = target.slice(0, mark).split(/([/;])/)
      // A parameter of a segment, as in /a;jsessionid=1
      .map((part, i, parts) => parts[i - 1] === ";" ? masked(part) : part).join("");
    const query = target.slice(mark + 1).split(/([&;])/).map(masked).join("");
    return (path + target.charAt(mark) + query).replace(JWT, MASK);
  };
}

/** "a=b=c" -> "a"; all of it when there is no value. */
function nameIn(pair: string): string {
  const equals = pair.indexOf("=");
  return equals < 0 ? pair : pair.slice(0, equals);
}

/** `*` is anything; [_-] is taken as it is, everything else is literal. */
function patternSource(pattern: string): string {
  return pattern.split(/(\*|\[_-\])/).map((part) => {
    if (part === "*") return ".*";
    return part === "[_-]" ? part : RegExp.escape(part);
  }).join("");
}

/** As a server reads it; what is encoded wrongly stays. */
function decoded(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replace(
      /%[0-7][0-9a-f]/gi,
      (hex) => String.fromCharCode(parseInt(hex.slice(1), 16)),
    );
  }
}
