// The head of an HTTP/1 message, read as far as the gate needs it (RFC 9112). Strict where a lenient reading could
// place a message's end elsewhere than the server does: such a head is invalid, and its bytes pass uninterpreted.

const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The start line and the fields; text is one char per byte (latin1). */
export class HttpHead {
  readonly startLine: string;
  /** False when a line after the first is no field; `field` is not to be trusted then. */
  readonly isValid: boolean;
  readonly #fields = new Map<string, string>();

  constructor(text: string) {
    const [startLine = "", ...lines] = text.split("\n");
    this.startLine = startLine.trimEnd();
    this.isValid = lines.every((line) => this.#add(line));
  }

  /** The value of a field named in lower case, repeated ones joined with ", "; null when absent. */
  field(name: string): string | null {
    return this.#fields.get(name) ?? null;
  }

  /** Whether a comma-separated field lists the token; both in lower case. */
  lists(name: string, token: string): boolean {
    const value = this.field(name);
    return value !== null && value.toLowerCase().split(",").some((item) => item.trim() === token);
  }

  #add(line: string): boolean {
    const colon = line.indexOf(":");
    if (colon < 0) return line === "" || line === "\r";
    const name = line.slice(0, colon).toLowerCase();
    if (!FIELD_NAME.test(name)) return false;
    const value = line.slice(colon + 1).trim();
    const earlier = this.#fields.get(name);
    this.#fields.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
    return true;
  }
}
