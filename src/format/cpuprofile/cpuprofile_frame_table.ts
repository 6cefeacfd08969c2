// The frames of a .cpuprofile, each distinct one once, however many nodes and call frames it has.
import type { Frame } from "../../model/profile.ts";
import { ROOT } from "../../model/profile_builder.ts";
import { readFrame } from "./cpuprofile_frame.ts";
import type { JsonObject } from "../json_value.ts";

/** Each distinct frame in the order of first use; the root's comes first. */
export class FrameTable {
  readonly frames: Frame[] = [ROOT];
  readonly #indexByKey = new Map([[frameKey(ROOT), 0]]);
  /** A function has many nodes: the members as they stand in the file tell it at a third of the cost. */
  readonly #indexByMembers = new Map<string, number>();

  /** The frame of a node, as index in frames. `place` names the node in complaints. */
  add(node: JsonObject, place: () => string): number {
    const members = memberKey(node.callFrame);
    const known = members === undefined ? undefined : this.#indexByMembers.get(members);
    if (known !== undefined) return known;
    const index = this.indexOf(readFrame(node, place));
    if (members !== undefined) this.#indexByMembers.set(members, index);
    return index;
  }

  /** The index of a frame, which is added if it is new. */
  indexOf(frame: Frame): number {
    const key = frameKey(frame);
    let index = this.#indexByKey.get(key);
    if (index === undefined) this.#indexByKey.set(key, index = this.frames.push(frame) - 1);
    return index;
  }

  /** The index of a frame that the caller adds once: no equal one but the root's may be here. */
  addShared(frame: Frame): number {
    const { name, url, line, column } = frame;
    const isRoot = url === "" && name === ROOT.name && line === 0 && column === 0;
    return isRoot ? 0 : this.frames.push(frame) - 1;
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
