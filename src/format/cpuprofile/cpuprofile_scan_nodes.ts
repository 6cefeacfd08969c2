// The "nodes" of a .cpuprofile as V8 writes them, read off the bytes into columns.
import type { Frame } from "../../model/profile.ts";
import { CallFrames } from "./cpuprofile_call_frames.ts";
import { NumberColumn } from "./cpuprofile_column.ts";
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  type JsonCursor,
  JsonKey,
  JsonText,
  OPEN_LIST,
  OPEN_OBJECT,
  UnusualJson,
} from "./cpuprofile_cursor.ts";
import type { LinkColumns } from "./cpuprofile_links.ts";
import { TickColumns } from "./cpuprofile_ticks.ts";

/** The nodes in the order of the file. */
export interface ScannedNodes extends LinkColumns {
  readonly frames: readonly Frame[];
  /** node -> index in frames */
  readonly nodeFrame: Uint32Array;
  readonly hits: Float64Array;
  readonly ticks: TickColumns;
}

/** What a node takes in a file, with its samples; rather too little: columns that grow need twice the memory. */
const NODE_BYTES = 200;

/** Columns of smaller files are kept for the next file. */
const MAX_KEPT_FILE = 1_000_000;

interface NodeColumns extends Record<typeof COLUMNS[number], NumberColumn> {
  readonly ticks: TickColumns;
}

const COLUMNS = ["ids", "parentIds", "childIds", "childEnds", "nodeFrame", "hits"] as const;

function newColumns(expectedNodes: number): NodeColumns {
  const expected = Math.ceil(expectedNodes);
  const columns = COLUMNS.map((name) => [name, new NumberColumn(expected)]);
  return { ...Object.fromEntries(columns), ticks: new TickColumns(expected) };
}

let kept: NodeColumns | undefined;

/** Thousands of small files would each need new memory for what is needed for a millisecond. */
function keptColumns(): NodeColumns {
  kept ??= newColumns(MAX_KEPT_FILE / NODE_BYTES);
  for (const name of COLUMNS) kept[name].cutTo(0);
  kept.ticks.clear();
  return kept;
}

/** In V8's order. */
const [ID, CALL_FRAME, HIT_COUNT, CHILDREN, POSITION_TICKS, PARENT] = [0, 1, 2, 3, 4, 5];
const KEYS = keys("id", "callFrame", "hitCount", "children", "positionTicks", "parent");
const [LINE, TICKS] = [0, 1];
const TICK_KEYS = keys("line", "ticks");
const LINE_START = new JsonText('{"line":');
const TICKS_START = new JsonText(',"ticks":');

function keys(...names: string[]): readonly JsonKey[] {
  return names.map((name) => new JsonKey(name));
}
const decoder = new TextDecoder();

/** Reads the list at the cursor; what comes out is good until the next call. Throws for anything that the careful reader should look at. */
export function scanNodes(cursor: JsonCursor): ScannedNodes {
  const scanner = new NodeScanner(cursor);
  cursor.expect(OPEN_LIST);
  do scanner.read(); while (cursor.take(COMMA));
  cursor.expect(CLOSE_LIST);
  return scanner.columns();
}

/** Of a member that a node has twice the last counts, as for JSON.parse; but not of call frames. */
class NodeScanner {
  readonly #cursor: JsonCursor;
  readonly #callFrames: CallFrames;
  readonly #ids: NumberColumn;
  readonly #parentIds: NumberColumn;
  readonly #childIds: NumberColumn;
  readonly #childEnds: NumberColumn;
  readonly #nodeFrame: NumberColumn;
  readonly #hits: NumberColumn;
  readonly #ticks: TickColumns;

  constructor(cursor: JsonCursor) {
    const { length } = cursor.bytes;
    const columns = length <= MAX_KEPT_FILE ? keptColumns() : newColumns(length / NODE_BYTES);
    this.#cursor = cursor;
    this.#callFrames = new CallFrames(cursor);
    this.#ids = columns.ids;
    this.#parentIds = columns.parentIds;
    this.#childIds = columns.childIds;
    this.#childEnds = columns.childEnds;
    this.#nodeFrame = columns.nodeFrame;
    this.#hits = columns.hits;
    this.#ticks = columns.ticks;
  }

  columns(): ScannedNodes {
    return {
      ids: this.#ids.view(),
      parentIds: this.#parentIds.view(),
      childIds: this.#childIds.view(),
      childEnds: this.#childEnds.view(),
      frames: this.#callFrames.frames,
      nodeFrame: new Uint32Array(this.#nodeFrame.view()),
      hits: this.#hits.view(),
      ticks: this.#ticks,
    };
  }

  read(): void {
    const cursor = this.#cursor;
    const firstChild = this.#childIds.length;
    let id = NaN;
    let frame = NaN;
    let hits = 0;
    let parent = NaN;
    let key = -1;
    cursor.expect(OPEN_OBJECT);
    do {
      key = cursor.key(KEYS, key + 1);
      if (key === ID) id = cursor.integer();
      else if (key === CALL_FRAME && Number.isNaN(frame)) frame = this.#callFrames.read();
      else if (key === HIT_COUNT) hits = Math.max(0, cursor.integer());
      else if (key === CHILDREN) this.#readChildren(firstChild);
      else if (key === POSITION_TICKS) this.#readTicks();
      else if (key === PARENT) parent = cursor.integer();
      else if (key === -1) this.#skipMember();
      else throw new UnusualJson();
    } while (cursor.take(COMMA));
    cursor.expect(CLOSE_OBJECT);
    if (Number.isNaN(id + frame)) throw new UnusualJson();
    this.#ids.push(id);
    this.#nodeFrame.push(frame);
    this.#hits.push(hits);
    this.#parentIds.push(parent);
    this.#childEnds.push(this.#childIds.length);
    this.#ticks.endNode();
  }

  #readChildren(first: number): void {
    const cursor = this.#cursor;
    this.#childIds.cutTo(first);
    cursor.expect(OPEN_LIST);
    if (cursor.take(CLOSE_LIST)) return;
    do this.#childIds.push(cursor.integer()); while (cursor.take(COMMA));
    cursor.expect(CLOSE_LIST);
  }

  #readTicks(): void {
    const cursor = this.#cursor;
    this.#ticks.clearNode();
    cursor.expect(OPEN_LIST);
    if (cursor.take(CLOSE_LIST)) return;
    do this.#readTick(); while (cursor.take(COMMA));
    cursor.expect(CLOSE_LIST);
  }

  #readTick(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    // As V8 writes it, in a third of the time; what does not look like that is read again below.
    if (cursor.takeText(LINE_START)) {
      const line = cursor.integer();
      if (cursor.takeText(TICKS_START)) {
        const ticks = cursor.integer();
        if (cursor.take(CLOSE_OBJECT)) return this.#ticks.add(line, ticks);
      }
      cursor.at = start;
    }
    let line = 0;
    let ticks = 0;
    let key = -1;
    cursor.expect(OPEN_OBJECT);
    do {
      key = cursor.key(TICK_KEYS, key + 1);
      if (key === LINE) line = cursor.integer();
      else if (key === TICKS) ticks = cursor.integer();
      else throw new UnusualJson();
    } while (cursor.take(COMMA));
    cursor.expect(CLOSE_OBJECT);
    this.#ticks.add(line, ticks);
  }

  /** A member that we do not need, e.g. deoptReason; JSON.parse judges it. */
  #skipMember(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    cursor.skipKey();
    cursor.skipValue();
    JSON.parse(`{${decoder.decode(cursor.bytes.subarray(start, cursor.at))}}`);
  }
}
