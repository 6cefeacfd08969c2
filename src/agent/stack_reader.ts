// Reads captured stacks. Deno maps each frame to the user's source when a stack is read, which costs 5 to 12 us a
// frame, so under load the outer frames of a stack are not read again and again: where the innermost stands and how
// deep it is tells the stack, as long as no two that were read in whole have ever disagreed.
import type { CallSiteRecord } from "../wire/records.ts";
import { originals, url } from "./builtins.ts";

/** Reading the stacks of one chunk in whole may take this long. */
const WHOLE_BUDGET_MS = 5;
/** All reading for one chunk; the rest stays unread. */
const BUDGET_MS = 10;
/** The first are read in any case, which takes some 3 ms: the time also passes while the thread waits for a core. */
const SURE_STACKS = 16;
/** An app has some hundred awaits that wait. */
const MAX_KNOWN = 5_000;

interface Stack {
  readonly text: string;
  readonly frames: readonly CallSiteRecord[];
}

/** A captured stack: V8 formats it when it is read. */
export interface CapturedStack {
  readonly stack?: unknown;
}

/** What V8 calls the script and Deno its file, apart by a NUL -> URL of the source; as many as there are files. */
const sourceUrls = new Map<string, string>();

/** By innermost frame and depth; null = there are several, only reading tells them apart. */
const known = new Map<string, Stack | null>();

/** Reads the stacks of one chunk. */
export class StackReader {
  readonly #startedAt = originals.now();
  #readCount = 0;
  readonly #indexByText = new Map<string, number>();
  /** Those that were read, each once, innermost frame first. */
  readonly stacks: (readonly CallSiteRecord[])[] = [];

  /** The index of the stack in `stacks`; -1 when there was no time left to read it, or the app does not let us. */
  read(captured: CapturedStack): number {
    const spentMs = originals.now() - this.#startedAt;
    if (spentMs > BUDGET_MS && this.#readCount >= SURE_STACKS) return -1;
    this.#readCount++;
    const stack = read(captured, spentMs > WHOLE_BUDGET_MS);
    if (!stack) return -1;
    let index = this.#indexByText.get(stack.text);
    if (index === undefined) {
      index = this.stacks.push(stack.frames) - 1;
      this.#indexByText.set(stack.text, index);
    }
    return index;
  }
}

/** Sets V8's formatter while it reads, and puts the app's own back; undefined where the app has frozen Error. */
function read(captured: CapturedStack, isHasty: boolean): Stack | undefined {
  const { Error } = originals;
  const formatter = Error.prepareStackTrace;
  const ours = (_: unknown, callSites: readonly CallSite[]) => stackOf(callSites, isHasty);
  if (!Reflect.set(Error, "prepareStackTrace", ours)) return undefined;
  try {
    return captured.stack as Stack;
  } finally {
    if (formatter === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Error.prepareStackTrace = formatter;
  }
}

function stackOf(callSites: readonly CallSite[], isHasty: boolean): Stack {
  if (callSites.length === 0) return { text: "", frames: [] };
  const key = `${callSites.length} ${callSiteRecord(callSites[0]!)}`;
  const before = known.get(key);
  if (isHasty && before) return before;
  const frames = callSites.map(callSiteRecord);
  const stack = { text: originals.stringify(frames), frames };
  if (known.size > MAX_KNOWN) known.clear();
  known.set(key, before === undefined || before?.text === stack.text ? stack : null);
  return stack;
}

interface CallSite {
  getFunctionName(): string | null;
  getScriptNameOrSourceURL(): string | null;
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

function callSiteRecord(site: CallSite): CallSiteRecord {
  return [
    site.getFunctionName() ?? "",
    sourceUrl(site),
    site.getLineNumber() ?? 0,
    site.getColumnNumber() ?? 0,
  ];
}

/**
 * Line and column are the source's where Deno has a map, be it of TypeScript or one that a bundle has inside. Then the
 * file is the source too, but the script is still the bundle.
 */
function sourceUrl(site: CallSite): string {
  const script = site.getScriptNameOrSourceURL() ?? "";
  const file = site.getFileName() ?? "";
  if (file === "" || script.endsWith(file)) return script;
  const key = `${script}\0${file}`;
  let found = sourceUrls.get(key);
  if (found === undefined) sourceUrls.set(key, found = urlOfFile(file, script));
  return found;
}

/** Deno shows the path of what is a local file. V8's own spelling of the URL is kept for a script without a map. */
function urlOfFile(file: string, script: string): string {
  if (!/^(\/|[A-Za-z]:[\\/])/.test(file)) return URL.canParse(file) ? file : script;
  const isItself = script.startsWith("file:") && url.fileURLToPath(script) === file;
  return isItself ? script : url.pathToFileURL(file).href;
}
