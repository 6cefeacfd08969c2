// Walks a profile's tree with the stack at hand: who enters a node has entered its callers and not left them.

/** Hears of every node twice. */
export interface NodeVisitor {
  enter(node: number): void;
  leave(node: number): void;
}

/**
 * Enters and leaves the root (node 0) and all nodes below it that `isWanted`, children in the order of their numbers;
 * parents must come before their children. A loop, because stacks may be 20,000 deep.
 */
export function walkDepthFirst(
  nodeParent: Uint32Array,
  visitor: NodeVisitor,
  isWanted: (node: number) => boolean = () => true,
): void {
  // 0 means none: the root is nobody's child.
  const firstChild = new Uint32Array(nodeParent.length);
  const nextSibling = new Uint32Array(nodeParent.length);
  for (let node = nodeParent.length - 1; node > 0; node--) {
    if (!isWanted(node)) continue;
    nextSibling[node] = firstChild[nodeParent[node]!]!;
    firstChild[nodeParent[node]!] = node;
  }
  let node = 0;
  visitor.enter(node);
  while (true) {
    let next = firstChild[node]!;
    while (next === 0) {
      visitor.leave(node);
      if (node === 0) return;
      next = nextSibling[node]!;
      if (next === 0) node = nodeParent[node]!;
    }
    visitor.enter(node = next);
  }
}
