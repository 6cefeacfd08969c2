// Reads captured stacks. Deno maps each frame to the user's source when a stack is read, which costs 5 to 12 us a
// frame, so under load the outer frames of a stack are not read again and again: where the innermost stands and how
// deep it is tells the stack, as long as no two that were read in whole have ever disagreed.
import type { CallSiteRecord } from "../wire/records.ts";
import { originals } from "./builtins.ts";

/** Reading the stacks of one chunk in whole may take this long. */
const WHOLE_BUDGET_MS = 5;
/** All reading for one chunk; the rest stays unread. */
const BUDGET_MS = 10;
/** An app has some hundred awaits that wait. */
const MAX_KNOWN = 5_000;
/** As it was when the agent was loaded: the app may replace it. */
const NativeError = Error;

interface Stack {
  readonly text: string;
  readonly frames: readonly CallSiteRecord[];
}

/** A captured stack: V8 formats it when it is read. */
export interface CapturedStack {
  readonly stack?: unknown;
}

/** By innermost frame and depth; null = there are several, only reading tells them apart. */
const known = new Map<string, Stack | null>();

/** Reads the stacks of one chunk. */
export class StackReader {
  readonly #startedAt = originals.now();
  readonly #indexByText = new Map<string, number>();
  /** Those that were read, each once, innermost frame first. */
  readonly stacks: (readonly CallSiteRecord[])[] = [];

  /** The index of the stack in `stacks`; -1 when there was no time left to read it. */
  read(captured: CapturedStack): number {
    const spentMs = originals.now() - this.#startedAt;
    if (spentMs > BUDGET_MS) return -1;
    const stack = read(captured, spentMs > WHOLE_BUDGET_MS);
    let index = this.#indexByText.get(stack.text);
    if (index === undefined) {
      index = this.stacks.push(stack.frames) - 1;
      this.#indexByText.set(stack.text, index);
    }
    return index;
  }
}

/** Sets V8's formatter while it reads, and puts the app's own back. */
function read(captured: CapturedStack, isHasty: boolean): Stack {
  const formatter = NativeError.prepareStackTrace;
  NativeError.prepareStackTrace = (_error, callSites) => stackOf(callSites, isHasty);
  try {
    return captured.stack as Stack;
  } finally {
    if (formatter === undefined) Reflect.deleteProperty(NativeError, "prepareStackTrace");
    else NativeError.prepareStackTrace = formatter;
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
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

function callSiteRecord(site: CallSite): CallSiteRecord {
  return [
    site.getFunctionName() ?? "",
    site.getScriptNameOrSourceURL() ?? "",
    site.getLineNumber() ?? 0,
    site.getColumnNumber() ?? 0,
  ];
}
