// A call tree by names alone: nodes that differ in something else, such as the version of their file, become
// one line in the file.
import type { Micros } from "../../model/profile.ts";

/** One function called with one stack. */
export class FoldedNode {
  readonly name: string;
  self: Micros = 0;
  #children: Map<string, FoldedNode> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** The child with that name, made when new. */
  child(name: string): FoldedNode {
    this.#children ??= new Map();
    let child = this.#children.get(name);
    if (!child) this.#children.set(name, child = new FoldedNode(name));
    return child;
  }

  /** In the order of their names, which does not depend on the order in time. */
  children(): readonly FoldedNode[] {
    if (!this.#children) return [];
    return [...this.#children.values()].sort((a, b) => a.name < b.name ? -1 : 1);
  }
}
