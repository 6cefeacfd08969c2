// The nodes of a .cpuprofile -> the tree part of a Profile, and what its samples and lines are made from.
import type { Frame } from "../../model/profile.ts";
import { UnusualJson } from "./cpuprofile_cursor.ts";
import { FrameTable } from "./cpuprofile_frame_table.ts";
import { objectAt, optionalList, optionalNumber } from "./cpuprofile_json.ts";
import type { JsonObject } from "../json_value.ts";
import { linkById, type NodeLinks } from "./cpuprofile_links.ts";
import { orderNodes } from "./cpuprofile_order.ts";
import type { ScannedNodes } from "./cpuprofile_scan_nodes.ts";
import { TickColumns } from "./cpuprofile_ticks.ts";
import { readTree } from "./cpuprofile_tree.ts";

/** The nodes of one file. */
export interface FileNodes {
  readonly frames: readonly Frame[];
  readonly nodeFrame: Uint32Array;
  readonly nodeParent: Uint32Array;
  /** The file's id -> node. */
  readonly nodeById: Pick<ReadonlyMap<number, number>, "get">;
  /** node -> hitCount, a whole number >= 0. */
  readonly hits: Float64Array;
  readonly ticks: TickColumns;
}

/** Reads the nodes of a parsed .cpuprofile. Throws a UserError that names what is broken. */
export function readNodes(json: JsonObject): FileNodes {
  const { nodes, nodeParent, nodeById, place } = readTree(json);
  const frames = new FrameTable();
  const nodeFrame = new Uint32Array(nodes.length);
  const hits = new Float64Array(nodes.length);
  const ticks = new TickColumns(nodes.length);
  for (let node = 0; node < nodes.length; node++) {
    const member = nodes[node] ?? {};
    const nodePlace = (): string => place(node);
    if (node > 0) nodeFrame[node] = frames.add(member, nodePlace);
    const hitCount = optionalNumber(member, "hitCount", { place: nodePlace, missing: 0 });
    hits[node] = Math.max(0, Math.trunc(hitCount));
    readTicks(member, { place: nodePlace, ticks });
    ticks.endNode();
  }
  return { frames: frames.frames, nodeFrame, nodeParent, nodeById, hits, ticks };
}

function readTicks(
  node: JsonObject,
  { place, ticks }: { place: () => string; ticks: TickColumns },
): void {
  if (!node.positionTicks) return;
  const list = optionalList(node, "positionTicks", place());
  for (let i = 0; i < list.length; i++) {
    const at = { place: (): string => `${place()}.positionTicks[${i}]`, missing: 0 };
    const entry = objectAt(list[i], at.place);
    ticks.add(optionalNumber(entry, "line", at), optionalNumber(entry, "ticks", at));
  }
}

/** The same for nodes that were scanned. Throws UnusualJson for an order that V8 does not write. */
export function arrangeNodes(scanned: ScannedNodes): FileNodes {
  const { frames, nodeFrame, hits, ticks } = scanned;
  const links = linkById(scanned);
  // The root's frame comes first.
  const isRoot = (index: number): boolean => nodeFrame[index] === 0;
  if (isRoot(0) && scanned.parentIds.every(Number.isNaN) && isInV8Order(links)) {
    const nodeParent = Uint32Array.from(links.parents);
    nodeParent[0] = 0;
    return { frames, nodeFrame, nodeParent, nodeById: links.indexById, hits, ticks };
  }
  const { order, nodeParent, nodeById } = orderNodes({
    ...links,
    isRoot,
    place: (index) => `nodes[${index}]`,
  });
  for (let node = 0; node < order.length; node++) if (order[node] !== node) throw new UnusualJson();
  return { frames, nodeFrame, nodeParent, nodeById, hits, ticks };
}

/** True when orderNodes() would change nothing: all below the first, each listed once, parents and siblings in order. */
function isInV8Order({ parents, listed }: NodeLinks): boolean {
  if (parents[0] !== -1 || listed.length !== parents.length - 1) return false;
  for (let node = 1; node < parents.length; node++) {
    if (parents[node] === -1 || parents[node]! >= node) return false;
  }
  for (let i = 1; i < listed.length; i++) {
    const [child, before] = [listed[i]!, listed[i - 1]!];
    if (parents[child] === parents[before] && child <= before) return false;
  }
  return true;
}
