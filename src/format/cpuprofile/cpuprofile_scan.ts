// The fast way to read a .cpuprofile: its three long lists are read off the bytes, the rest is parsed as JSON.
// For files as V8 writes them: everything else is left to the careful way, which parses it all.
import {
  COMMA,
  JsonCursor,
  JsonKey,
  OPEN_LIST,
  OPEN_OBJECT,
  UnusualJson,
} from "./cpuprofile_cursor.ts";
import type { JsonObject } from "../json_value.ts";
import { arrangeNodes } from "./cpuprofile_nodes.ts";
import type { CpuprofileFile } from "./cpuprofile_parse.ts";
import { type ScannedNodes, scanNodes } from "./cpuprofile_scan_nodes.ts";

const LISTS = ["nodes", "samples", "timeDeltas"] as const;
const KEYS = LISTS.map((name) => new JsonKey(name));
const ZERO = new TextEncoder().encode("0");

/**
 * The same as parseCpuprofile(), except that what is in json.nodes does not matter. Undefined for a file that
 * is not as V8 writes it, or broken, or too large: that is for parseCpuprofile() to find out.
 */
export function scanCpuprofile(bytes: Uint8Array): CpuprofileFile | undefined {
  try {
    const { nodes, json } = new FileScanner(bytes).scan();
    return { nodes: arrangeNodes(nodes), json };
  } catch {
    // Whatever it was, the careful way comes to it as well, and knows what to say.
    return undefined;
  }
}

class FileScanner {
  readonly #cursor: JsonCursor;
  readonly #lists: { nodes?: ScannedNodes; samples?: Float64Array; timeDeltas?: Float64Array } = {};
  /** The text with a 0 for each list; it is parsed last, so that nothing wrong with it is overlooked. */
  readonly #rest: Uint8Array[] = [];
  #restStart = 0;

  constructor(bytes: Uint8Array) {
    const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.#cursor = new JsonCursor(bytes, hasByteOrderMark ? 3 : 0);
  }

  scan(): { nodes: ScannedNodes; json: JsonObject } {
    const cursor = this.#cursor;
    cursor.expect(OPEN_OBJECT);
    do {
      const name = LISTS[cursor.key(KEYS, 0)];
      if (name) this.#readList(name);
      else {
        cursor.skipKey();
        cursor.skipValue();
      }
    } while (cursor.take(COMMA));
    this.#rest.push(cursor.bytes.subarray(this.#restStart));
    const json = JSON.parse(new TextDecoder().decode(joined(this.#rest)));
    const { nodes } = this.#lists;
    if (!nodes) throw new UnusualJson();
    return { nodes, json: { ...json, ...this.#lists } };
  }

  #readList(name: typeof LISTS[number]): void {
    const cursor = this.#cursor;
    if (cursor.peek() !== OPEN_LIST || this.#lists[name]) throw new UnusualJson();
    this.#rest.push(cursor.bytes.subarray(this.#restStart, cursor.at), ZERO);
    if (name === "nodes") this.#lists.nodes = scanNodes(cursor);
    else this.#lists[name] = cursor.integers();
    this.#restStart = cursor.at;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
