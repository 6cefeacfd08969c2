// Rows of columns -> rows by group, without a list for each group.

/** The rows of group g are order[starts[g]] to order[starts[g + 1] - 1]. */
export interface RowGroups {
  /** One more than there are groups. */
  readonly starts: Uint32Array;
  readonly order: Uint32Array;
}

/** Groups rows by `groups`, the number of each row's group; within a group they stay in order. */
export function groupRows(groups: Uint32Array, groupCount: number): RowGroups {
  const starts = new Uint32Array(groupCount + 1);
  for (let row = 0; row < groups.length; row++) starts[groups[row]! + 1]!++;
  for (let group = 0; group < groupCount; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const order = new Uint32Array(groups.length);
  for (let row = 0; row < groups.length; row++) order[next[groups[row]!]!++] = row;
  return { starts, order };
}
