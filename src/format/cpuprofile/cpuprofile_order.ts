// Links between the nodes of a .cpuprofile in any order -> one tree below one root, parents first.
import { UserError } from "../../errors.ts";
import { IdIndex } from "./cpuprofile_ids.ts";
import type { NodeLinks } from "./cpuprofile_links.ts";

/** The nodes of a file, in its order; an index counts them. */
export interface UnorderedNodes extends NodeLinks {
  /** True for a native function called (root). */
  isRoot(index: number): boolean;
  /** "nodes[17]", for complaints. */
  place(index: number): string;
}

/** Nodes in our numbering: node 0 is the root. */
export interface NodeOrder {
  /** node -> index in the file; for a root that the file does not have, the number of its nodes. */
  readonly order: Uint32Array;
  readonly nodeParent: Uint32Array;
  /** The file's id -> node. Of several nodes with one id, the first. */
  readonly nodeById: Pick<ReadonlyMap<number, number>, "get">;
}

/** Numbers the nodes. Throws a UserError that names a node which is not below the root. */
export function orderNodes(nodes: UnorderedNodes): NodeOrder {
  const root = rootIndex(nodes);
  const parents = parentsBelow(root, nodes.parents);
  const order = nodeOrder({ ...nodes, parents }, root);
  const nodeByIndex = new Uint32Array(order.length);
  for (let node = 0; node < order.length; node++) nodeByIndex[order[node]!] = node;
  const nodeParent = new Uint32Array(order.length);
  for (let node = 1; node < order.length; node++) {
    nodeParent[node] = nodeByIndex[parents[order[node]!]!]!;
  }
  return { order, nodeParent, nodeById: new IdIndex(nodes.ids, nodeByIndex) };
}

/** Index of the top node called (root); the number of nodes when one must be added. */
function rootIndex({ parents, isRoot }: UnorderedNodes): number {
  const root = parents.findIndex((parent, i) => parent === -1 && isRoot(i));
  return root < 0 ? parents.length : root;
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
function nodeOrder(nodes: UnorderedNodes, root: number): Uint32Array {
  const { parents } = nodes;
  const { firstChild, nextSibling } = siblings(nodes);
  const order = new Uint32Array(parents.length);
  if (root === 0 && isOrdered(parents, nextSibling)) {
    for (let i = 0; i < order.length; i++) order[i] = i;
    return order;
  }
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
  if (count < order.length) throw circle(nodes, order.subarray(0, count));
  return order;
}

function isOrdered(parents: Int32Array, nextSibling: Int32Array): boolean {
  for (let i = 0; i < parents.length; i++) {
    if (parents[i]! >= i || (nextSibling[i] !== -1 && nextSibling[i]! <= i)) return false;
  }
  return true;
}

/** Children as linked lists, in the order of the parents' lists; -1 = none. */
function siblings(
  { parents, listed }: NodeLinks,
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
  for (let i = 0; i < listed.length; i++) place(listed[i]!);
  for (let i = 0; i < parents.length; i++) place(i);
  return { firstChild, nextSibling };
}

/** Names one node that no way from the root leads to. */
function circle({ ids, place }: UnorderedNodes, reached: Uint32Array): UserError {
  const isReached = new Set(reached);
  const lost = ids.findIndex((_, i) => !isReached.has(i));
  return new UserError(
    `Broken .cpuprofile: ${place(lost)} (id ${
      ids[lost]
    }) is not below the root, its parents form a circle`,
    { hint: "Was the file edited, or written by something other than V8?" },
  );
}
