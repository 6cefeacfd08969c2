// What the modules of the flame graph hand to each other: plain data, most of it crosses to the worker and back.

/** A typed array. Elements are `any`, because noUncheckedIndexedAccess has no "!" in JavaScript. */
export interface Column {
  readonly length: number;
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly BYTES_PER_ELEMENT: number;
  // deno-lint-ignore no-explicit-any -- see above
  [index: number]: any;
  fill(value: number, start?: number, end?: number): unknown;
  set(values: ArrayLike<number>, offset?: number): void;
  subarray(start?: number, end?: number): Column;
  slice(start?: number, end?: number): Column;
}

/** What a box is to the eye: kinds of src/model with the markers of a slice told apart. */
export type Tint =
  | "root"
  | "app"
  | "dependency"
  | "runtime"
  | "engine"
  | "gc"
  | "wait"
  | "queued"
  | "unsampled";

/** A function as the server sends it, or a package that stands for its functions. */
export interface FlameFrame {
  readonly name: string;
  /** "src/main.ts:12:20", "" for native code. */
  readonly place: string;
  readonly tint: Tint;
  /** "hono@4.13.19", "node", "deno"; "" for the app and the engine. */
  readonly package: string;
  /** Address of the annotated source, "" when it may not be shown. */
  readonly source: string;
  /** Address that opens an editor, "" when there is none. */
  readonly editor: string;
}

/** A tree in which parents come before children; node 0 is the root. */
export interface Tree {
  readonly nodeFrame: Column;
  readonly nodeParent: Column;
}

/** A decoded file of flame_file.ts. Times are microseconds. */
export interface FlameFile extends Tree {
  readonly frames: readonly FlameFrame[];
  /** The node on top of the stack, for as long as it was; in order of time unless merged. */
  readonly runNodes: Column;
  readonly runMicros: Column;
  /** The runs have an order in time that means something. */
  readonly hasTime: boolean;
  /** Of a comparison: self time by node before and after, in place of runs. */
  readonly before?: Column;
  readonly after?: Column;
}

/** Which frames are shown: all, without those of others, or packages as one. */
export interface FlameRules {
  readonly isMine: boolean;
  readonly isByPackage: boolean;
}

/** Self time by node and whatever else is added up over subtrees, e.g. wait, or before and after. */
export interface NodeTimes {
  readonly self: Column;
  readonly sums: Readonly<Record<string, Column>>;
}

/** Boxes sorted by row, then start; those of row r are rowStarts[r] to rowStarts[r + 1] - 1. */
export interface Boxes {
  readonly frame: Column;
  /** Node of the folded tree that the box stands for; in a sandwich the first of many. */
  readonly node: Column;
  /** The box that it hangs on, -1 = none. */
  readonly parent: Column;
  readonly start: Column;
  readonly width: Column;
  readonly self: Column;
  readonly sums: Readonly<Record<string, Column>>;
  readonly rowStarts: Column;
  /** Whole extent in microseconds. */
  readonly total: number;
  /** The part that was laid out; the rest is empty. */
  readonly from: number;
  readonly to: number;
  /** Boxes are this coarse, in microseconds; 0 = exact. */
  readonly grain: number;
  /** The row that stacks begin in: 0, or that of the function of a sandwich. */
  readonly baseRow: number;
}

/** Boxes in the order of a walk, before they are sorted into rows. */
export interface WalkedBoxes extends Omit<Boxes, "rowStarts" | "baseRow"> {
  readonly row: Column;
}

/** A row of the call tree. */
export interface TreeRow {
  readonly node: number;
  readonly frame: number;
  readonly total: number;
  readonly self: number;
  readonly sums: Readonly<Record<string, number>>;
  readonly hasChildren: boolean;
}
