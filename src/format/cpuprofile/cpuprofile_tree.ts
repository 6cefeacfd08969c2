// The links between the nodes of a parsed .cpuprofile -> one tree, whatever kind of links the file has:
// child lists, parent ids, or the nested "head" of old Chrome and its imitators.
import { ROOT } from "../../model/profile_builder.ts";
import { NumberColumn } from "./cpuprofile_column.ts";
import { callFrameOf } from "./cpuprofile_frame.ts";
import { brokenProfile, objectAt, optionalList } from "./cpuprofile_json.ts";
import { type JsonObject, numberOf } from "../json_value.ts";
import { linkById, type NodeLinks } from "./cpuprofile_links.ts";
import { type NodeOrder, orderNodes } from "./cpuprofile_order.ts";

/** Nodes in our numbering: node 0 is the root. */
export interface FileTree extends Omit<NodeOrder, "order"> {
  /** node -> its JSON; undefined for a root that the file does not have. */
  readonly nodes: readonly (JsonObject | undefined)[];
  /** node -> "nodes[17]", for complaints. */
  place(node: number): string;
}

/** Reads the tree of a parsed .cpuprofile. Throws a UserError that names the broken node. */
export function readTree(json: JsonObject): FileTree {
  const list = json.nodes || !json.head ? nodeList(json) : nestedNodes(json.head);
  const { order, ...tree } = orderNodes({ ...list, isRoot: (index) => isRoot(list, index) });
  return {
    ...tree,
    nodes: Array.from(order, (index) => list.nodes[index]),
    place: (node) => list.place(order[node]!),
  };
}

/** The nodes as the file has them; indices count the file's nodes. */
interface NodeList extends NodeLinks {
  readonly nodes: readonly JsonObject[];
  place(index: number): string;
}

function isRoot({ nodes, place }: NodeList, index: number): boolean {
  const call = callFrameOf(nodes[index]!, () => place(index));
  return call.functionName === ROOT.name && !call.url;
}

function nodeList(json: JsonObject): NodeList {
  const place = (index: number): string => `nodes[${index}]`;
  if (!json.nodes) throw brokenProfile("nodes", json.nodes, "a list of nodes");
  const nodes = Array.from(
    optionalList(json, "nodes", ""),
    (value, i) => objectAt(value, () => place(i)),
  );
  const ids = readIds(nodes, place);
  const childIds = new NumberColumn();
  const childEnds = Float64Array.from(nodes, (node, i) => {
    const children = optionalList(node, "children", place(i));
    for (let at = 0; at < children.length; at++) childIds.push(numberOf(children[at]));
    return childIds.length;
  });
  const parentIds = Float64Array.from(nodes, ({ parent }) => numberOf(parent));
  return { nodes, place, ...linkById({ ids, childIds: childIds.view(), childEnds, parentIds }) };
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
  return { nodes, ids, parents: Int32Array.from(parents), listed: new Int32Array(), place };
}

function readIds(nodes: readonly JsonObject[], place: (index: number) => string): Float64Array {
  return Float64Array.from(nodes, (node, i) => {
    const id = numberOf(node.id);
    if (Number.isNaN(id)) throw brokenProfile(`${place(i)}.id`, node.id, "a number");
    return id;
  });
}
