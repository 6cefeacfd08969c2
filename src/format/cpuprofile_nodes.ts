// The nodes of a .cpuprofile -> the tree part of a Profile, and what its samples and lines are made from.
import type { Frame } from "../model/profile.ts";
import { ROOT } from "../model/profile_builder.ts";
import { readFrame } from "./cpuprofile_frame.ts";
import { type JsonObject, objectAt, optionalList, optionalNumber } from "./cpuprofile_json.ts";
import { readTree } from "./cpuprofile_tree.ts";

/** The nodes of one file. */
export interface FileNodes {
  readonly frames: readonly Frame[];
  readonly nodeFrame: Uint32Array;
  readonly nodeParent: Uint32Array;
  /** The file's id -> node. */
  readonly nodeById: ReadonlyMap<number, number>;
  /** node -> hitCount, a whole number >= 0. */
  readonly hits: Float64Array;
  /** node -> line (1-based) -> ticks; undefined for a node without any. */
  readonly ticks: readonly (ReadonlyMap<number, number> | undefined)[];
}

/** Reads the nodes of a parsed .cpuprofile. Throws a UserError that names what is broken. */
export function readNodes(json: JsonObject): FileNodes {
  const { nodes, nodeParent, nodeById, place } = readTree(json);
  const frames = new FrameTable();
  const nodeFrame = new Uint32Array(nodes.length);
  const hits = new Float64Array(nodes.length);
  const ticks: (Map<number, number> | undefined)[] = nodes.map(() => undefined);
  for (let node = 0; node < nodes.length; node++) {
    const member = nodes[node];
    if (!member) continue;
    const nodePlace = (): string => place(node);
    if (node > 0) nodeFrame[node] = frames.add(member, nodePlace);
    const hitCount = optionalNumber(member, "hitCount", { place: nodePlace, missing: 0 });
    hits[node] = Math.max(0, Math.trunc(hitCount));
    ticks[node] = readTicks(member, nodePlace);
  }
  return { frames: frames.frames, nodeFrame, nodeParent, nodeById, hits, ticks };
}

/** Each distinct frame once, in the order of first use; the root's comes first. */
class FrameTable {
  readonly frames: Frame[] = [ROOT];
  readonly #indexByKey = new Map([[frameKey(ROOT), 0]]);
  /** A function has many nodes: the members as they stand in the file tell it at a third of the cost. */
  readonly #indexByMembers = new Map<string, number>();

  /** The frame of a node, as index in frames. */
  add(node: JsonObject, place: () => string): number {
    const members = memberKey(node.callFrame);
    const known = members === undefined ? undefined : this.#indexByMembers.get(members);
    if (known !== undefined) return known;
    const frame = readFrame(node, place);
    const key = frameKey(frame);
    let index = this.#indexByKey.get(key);
    if (index === undefined) this.#indexByKey.set(key, index = this.frames.push(frame) - 1);
    if (members !== undefined) this.#indexByMembers.set(members, index);
    return index;
  }
}

/** Undefined for a call frame in an unusual shape, which readFrame() judges. */
function memberKey(callFrame: unknown): string | undefined {
  if (callFrame === null || typeof callFrame !== "object") return undefined;
  const { functionName, scriptId, url, lineNumber, columnNumber } = callFrame as JsonObject;
  const isUsual = typeof functionName === "string" && typeof scriptId === "string" &&
    typeof url === "string" && typeof lineNumber === "number" && typeof columnNumber === "number";
  return isUsual ? `${lineNumber}:${columnNumber}:${scriptId}\0${functionName}\0${url}` : undefined;
}

/** Without the kind, which follows from the rest. */
function frameKey({ name, url, line, column }: Frame): string {
  return `${name}\0${url}\0${line}\0${column}`;
}

/** V8 15 lists a line once per column: the ticks of one line add up. */
function readTicks(node: JsonObject, place: () => string): Map<number, number> | undefined {
  if (!node.positionTicks) return undefined;
  const ticksByLine = new Map<number, number>();
  const list = optionalList(node, "positionTicks", place());
  for (let i = 0; i < list.length; i++) {
    const at = { place: (): string => `${place()}.positionTicks[${i}]`, missing: 0 };
    const entry = objectAt(list[i], at.place);
    const line = optionalNumber(entry, "line", at);
    const ticks = optionalNumber(entry, "ticks", at);
    if (!Number.isInteger(line) || line < 1 || line > 0xffff_ffff || ticks <= 0) continue;
    ticksByLine.set(line, (ticksByLine.get(line) ?? 0) + ticks);
  }
  return ticksByLine.size > 0 ? ticksByLine : undefined;
}
