// Who is whose child in a .cpuprofile: lists of children's ids, ids of parents, or both -> parents.
import { IdIndex } from "./cpuprofile_ids.ts";

/** The ids in a flat list of nodes, in the order of the file; an index counts its nodes. */
export interface LinkColumns {
  readonly ids: Float64Array;
  /** The lists of children, one after the other; NaN for what is no id. */
  readonly childIds: Float64Array;
  /** index -> end of its list in childIds */
  readonly childEnds: Float64Array;
  /** NaN = none. */
  readonly parentIds: Float64Array;
}

/** Links between nodes in the order of the file; an index counts its nodes. */
export interface NodeLinks {
  readonly ids: Float64Array;
  /** -1 = nobody's child. */
  readonly parents: Int32Array;
  /** Children in the order in which their parents list them. */
  readonly listed: Int32Array;
}

/** Links that were found by ids. */
export interface FoundLinks extends NodeLinks {
  /** Of several nodes with one id, the first. */
  readonly indexById: IdIndex;
}

/** What V8 writes: child lists. Some tools write parent ids instead; where both are there, those win. */
export function linkById({ ids, childIds, childEnds, parentIds }: LinkColumns): FoundLinks {
  const indexById = new IdIndex(ids);
  const parents = new Int32Array(ids.length).fill(-1);
  const listed = new Int32Array(childIds.length);
  let count = 0;
  for (let i = 0, at = 0; i < ids.length; i++) {
    // A repeated id must not take the children of the first node that has it.
    const isFirst = indexById.get(ids[i]!) === i;
    for (; at < childEnds[i]!; at++) {
      const child = isFirst ? indexById.get(childIds[at]!) : undefined;
      if (child === undefined) continue;
      parents[child] = i;
      listed[count++] = child;
    }
  }
  for (let i = 0; i < ids.length; i++) {
    const parent = indexById.get(parentIds[i]!);
    if (parent !== undefined) parents[i] = parent;
  }
  return { ids, indexById, parents, listed: listed.subarray(0, count) };
}
