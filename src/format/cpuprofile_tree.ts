// The links between the nodes of a .cpuprofile -> one tree below one root, parents first, whatever order
// and kind of links the file has: child lists, parent ids, or the nested "head" of old Chrome and its imitators.
import { UserError } from "../errors.ts";
import { ROOT } from "../model/profile_builder.ts";
import { callFrameOf } from "./cpuprofile_frame.ts";
import {
  brokenProfile,
  type JsonObject,
  numberOf,
  objectAt,
  optionalList,
} from "./cpuprofile_json.ts";

/** Nodes in our numbering: node 0 is the root. */
export interface FileTree {
  /** node -> its JSON; undefined for a root that the file does not have. */
  readonly nodes: readonly (JsonObject | undefined)[];
  readonly nodeParent: Uint32Array;
  /** The file's id -> node. Of several nodes with one id, the first. */
  readonly nodeById: ReadonlyMap<number, number>;
  /** node -> "nodes[17]", for complaints. */
  place(node: number): string;
}

/** Reads the tree of a parsed .cpuprofile. Throws a UserError that names the broken node. */
export function readTree(json: JsonObject): FileTree {
  const list = json.nodes || !json.head ? nodeList(json) : nestedNodes(json.head);
  const root = rootIndex(list);
  const parents = parentsBelow(root, list.parents);
  const order = nodeOrder({ ...list, parents }, root);
  const nodeByIndex = new Uint32Array(order.length);
  for (let node = 0; node < order.length; node++) nodeByIndex[order[node]!] = node;
  const nodeParent = order.map((index) => nodeByIndex[parents[index]!] ?? 0);
  const nodeById = new Map<number, number>();
  for (let i = list.ids.length - 1; i >= 0; i--) nodeById.set(list.ids[i]!, nodeByIndex[i]!);
  return {
    nodes: Array.from(order, (index) => list.nodes[index]),
    nodeParent,
    nodeById,
    place: (node) => list.place(order[node]!),
  };
}

/** The nodes and links as the file has them; indices count the file's nodes. */
interface NodeList {
  readonly nodes: readonly JsonObject[];
  readonly ids: Float64Array;
  /** -1 = nobody's child. */
  readonly parents: Int32Array;
  /** Children in the order in which their parents list them. */
  readonly listed: readonly number[];
  place(index: number): string;
}

/** What V8 writes: child lists. Some tools write parent ids instead; where both are there, those win. */
function nodeList(json: JsonObject): NodeList {
  const place = (index: number): string => `nodes[${index}]`;
  if (!json.nodes) throw brokenProfile("nodes", json.nodes, "a list of nodes");
  const nodes = optionalList(json, "nodes", "").map((value, i) => objectAt(value, () => place(i)));
  const ids = readIds(nodes, place);
  const indexById = new Map<number, number>();
  for (let i = ids.length - 1; i >= 0; i--) indexById.set(ids[i]!, i);
  const parents = new Int32Array(nodes.length).fill(-1);
  const listed: number[] = [];
  for (let i = 0; i < nodes.length; i++) {
    // A repeated id must not take the children of the first node that has it.
    if (indexById.get(ids[i]!) !== i) continue;
    for (const id of optionalList(nodes[i]!, "children", place(i))) {
      const child = indexById.get(numberOf(id));
      if (child === undefined) continue;
      parents[child] = i;
      listed.push(child);
    }
  }
  for (let i = 0; i < nodes.length; i++) {
    const parent = indexById.get(numberOf(nodes[i]!.parent));
    if (parent !== undefined) parents[i] = parent;
  }
  return { nodes, ids, parents, listed, place };
}

/** A loop over a stack of its own: the tree may be nested deeper than calls can be. */
function nestedNodes(head: unknown): NodeList {
  const place = (index: number): string => `head node ${index}`;
  const nodes: JsonObject[] = [];
  const parents: number[] = [];
  const open: [value: unknown, parent: number][] = [[head, -1]];
  while (open.length > 0) {
    const [value, parent] = open.pop()!;
    const index = nodes.length;
    const node = objectAt(value, () => place(index));
    const children = optionalList(node, "children", place(index));
    for (let i = children.length - 1; i >= 0; i--) open.push([children[i], index]);
    nodes.push(node);
    parents.push(parent);
  }
  const ids = readIds(nodes, place);
  return { nodes, ids, parents: Int32Array.from(parents), listed: [], place };
}

function readIds(nodes: readonly JsonObject[], place: (index: number) => string): Float64Array {
  return Float64Array.from(nodes, (node, i) => {
    const id = numberOf(node.id);
    if (Number.isNaN(id)) throw brokenProfile(`${place(i)}.id`, node.id, "a number");
    return id;
  });
}

/** Index of the top node called (root); the number of nodes when one must be added. */
function rootIndex({ nodes, parents, place }: NodeList): number {
  const root = nodes.findIndex((node, i) => {
    if (parents[i] !== -1) return false;
    const call = callFrameOf(node, () => place(i));
    return call.functionName === ROOT.name && !call.url;
  });
  return root < 0 ? nodes.length : root;
}

/** Parents with every other top node hung below the root. */
function parentsBelow(root: number, parents: Int32Array): Int32Array {
  const below = new Int32Array(Math.max(parents.length, root + 1)).fill(-1);
  for (let i = 0; i < parents.length; i++) {
    if (i !== root) below[i] = parents[i] === -1 ? root : parents[i]!;
  }
  return below;
}

/**
 * Node -> index in the file. The file's own order is kept when it will do, so that writing and reading
 * again changes nothing; otherwise depth first, so that shuffled nodes make the same tree.
 */
function nodeOrder(list: NodeList, root: number): Uint32Array {
  const { parents } = list;
  const { firstChild, nextSibling } = siblings(list);
  const isOrdered = root === 0 &&
    parents.every((parent, i) => parent < i && (nextSibling[i] === -1 || nextSibling[i]! > i));
  if (isOrdered) return Uint32Array.from(parents.keys());
  const order = new Uint32Array(parents.length);
  let count = 0;
  let at = root;
  while (at !== -1) {
    order[count++] = at;
    let next = firstChild[at]!;
    while (next === -1 && at !== root) {
      next = nextSibling[at]!;
      if (next === -1) at = parents[at]!;
    }
    at = next;
  }
  if (count < order.length) throw circle(list, order.subarray(0, count));
  return order;
}

/** Children as linked lists, in the order of the parents' lists; -1 = none. */
function siblings(
  { parents, listed }: NodeList,
): { firstChild: Int32Array; nextSibling: Int32Array } {
  const firstChild = new Int32Array(parents.length).fill(-1);
  const lastChild = new Int32Array(parents.length).fill(-1);
  const nextSibling = new Int32Array(parents.length).fill(-1);
  const isPlaced = new Uint8Array(parents.length);
  function place(child: number): void {
    const parent = parents[child]!;
    if (parent === -1 || isPlaced[child]) return;
    isPlaced[child] = 1;
    const before = lastChild[parent]!;
    if (before === -1) firstChild[parent] = child;
    else nextSibling[before] = child;
    lastChild[parent] = child;
  }
  for (const child of listed) place(child);
  for (let i = 0; i < parents.length; i++) place(i);
  return { firstChild, nextSibling };
}

/** Names one node that no way from the root leads to. */
function circle({ ids, place }: NodeList, reached: Uint32Array): UserError {
  const isReached = new Set(reached);
  const lost = ids.findIndex((_, i) => !isReached.has(i));
  return new UserError(
    `Broken .cpuprofile: ${place(lost)} (id ${
      ids[lost]
    }) is not below the root, its parents form a circle`,
    { hint: "Was the file edited, or written by something other than V8?" },
  );
}
