// `[[HOST:]PORT]` as in Django's addrport, and IPv6 in brackets, which Django cannot take here.
import { UserError } from "../errors.ts";

const DEFAULT_ADDRESS = { hostname: "127.0.0.1", port: 8000 };

/** "" = the default, "8000", "0.0.0.0:8000", "[::1]:8000"; port 0 = any free one. Throws a UserError (exit code 2). */
export function parseAddress(text: string): { hostname: string; port: number } {
  if (text === "") return DEFAULT_ADDRESS;
  const [, inBrackets, plain, digits] = text.match(
    /^(?:\[([0-9a-fA-F:.]+)\]:|([^:\[\]]+):)?(.*)$/,
  )!;
  const port = /^\d{1,5}$/.test(digits!) ? Number(digits) : NaN;
  if (!(port <= 65_535)) {
    throw new UserError(`Cannot listen on "${text}": "${digits}" is not a valid port number`, {
      hint: "Give PORT or HOST:PORT, e.g. 8000, 0.0.0.0:8000 or [::1]:8000",
      exitCode: 2,
    });
  }
  return { hostname: inBrackets ?? plain ?? DEFAULT_ADDRESS.hostname, port };
}
