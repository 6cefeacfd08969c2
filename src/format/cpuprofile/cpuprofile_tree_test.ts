import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../errors.ts";
import { type FileTree, readTree } from "./cpuprofile_tree.ts";

type Node = Record<string, unknown>;

function node(id: number, children: readonly number[] = [], rest: Node = {}): Node {
  const functionName = id === 1 ? "(root)" : `f${id}`;
  return {
    id,
    callFrame: { functionName, url: id === 1 ? "" : "file:///a.ts" },
    children,
    ...rest,
  };
}

/** "id<parent's id" of each node in order; 0 for a root that the file does not have. */
function links({ nodes, nodeParent }: FileTree): string {
  const id = (node: number): unknown => nodes[node]?.id ?? 0;
  return Array.from(nodeParent, (parent, node) => node === 0 ? id(0) : `${id(node)}<${id(parent)}`)
    .join(" ");
}

/** "1(2(3 4) 5(6))": children in the order of their nodes. */
function shape(tree: FileTree, node = 0): string {
  const children = Array.from(tree.nodeParent.keys())
    .filter((child) => child > 0 && tree.nodeParent[child] === node);
  const inner = children.map((child) => shape(tree, child)).join(" ");
  return `${tree.nodes[node]?.id}${inner && `(${inner})`}`;
}

const TREE = [node(1, [2, 5]), node(2, [3, 4]), node(3), node(4), node(5, [6]), node(6)];

Deno.test("readTree() follows child lists", () => {
  assert.equal(links(readTree({ nodes: TREE })), "1 2<1 3<2 4<2 5<1 6<5");
});

Deno.test("readTree() keeps an order that has parents first, level by level for example", () => {
  const byLevel = [node(1, [2, 3]), node(2, [4]), node(3, [5]), node(4), node(5)];
  assert.equal(links(readTree({ nodes: byLevel })), "1 2<1 3<1 4<2 5<3");
});

Deno.test("readTree() follows parent ids", () => {
  const parents: Record<number, number> = { 2: 1, 3: 2, 4: 2, 5: 1, 6: 5 };
  const nodes = [1, 2, 3, 4, 5, 6].map((id) => node(id, [], { parent: parents[id] }));
  assert.equal(links(readTree({ nodes })), "1 2<1 3<2 4<2 5<1 6<5");
});

Deno.test("readTree() follows a nested head, with ids as text", () => {
  const flat = (id: number, children: Node[] = []): Node => (
    { id: String(id), functionName: id === 1 ? "(root)" : "f", url: "", children }
  );
  const head = flat(1, [flat(2, [flat(3), flat(4)]), flat(5, [flat(6)])]);
  const tree = readTree({ head });
  assert.equal(links(tree), "1 2<1 3<2 4<2 5<1 6<5");
  assert.equal(tree.nodeById.get(6), 5);
  assert.equal(tree.place(5), "head node 5");
});

Deno.test("readTree() makes the same tree of the nodes in any order", () => {
  fc.assert(fc.property(fc.shuffledSubarray(TREE, { minLength: TREE.length }), (nodes) => {
    const tree = readTree({ nodes });
    assert.equal(shape(tree), "1(2(3 4) 5(6))");
    for (const { id } of TREE) assert.equal(tree.nodes[tree.nodeById.get(id as number)!]!.id, id);
    assert.equal(tree.place(tree.nodeById.get(4)!), `nodes[${nodes.indexOf(TREE[3]!)}]`);
  }));
});

Deno.test("readTree() adds a root that the file does not have", () => {
  assert.equal(links(readTree({ nodes: [] })), "0");
  assert.equal(links(readTree({ nodes: [node(2, [3]), node(3), node(4)] })), "0 2<0 3<2 4<0");
});

Deno.test("readTree() takes a function called (root) for a function", () => {
  const callFrame = { functionName: "(root)", url: "file:///a.ts" };
  assert.equal(links(readTree({ nodes: [node(2, [], { callFrame })] })), "0 2<0");
});

Deno.test("readTree() hangs nodes without a parent below the root", () => {
  assert.equal(links(readTree({ nodes: [node(7), node(1, [2]), node(2)] })), "1 2<1 7<1");
});

Deno.test("readTree() takes the first of several nodes with one id, and its children", () => {
  const nodes = [node(1, [2]), node(2, [3]), node(2, [3]), node(3)];
  const tree = readTree({ nodes });
  assert.equal(links(tree), "1 2<1 2<1 3<2");
  assert.equal(tree.nodeById.get(2), 1);
  assert.equal(tree.nodeParent[3], 1);
});

Deno.test("readTree() ignores children that are not in the file", () => {
  assert.equal(links(readTree({ nodes: [node(1, [2, 99]), node(2)] })), "1 2<1");
});

Deno.test("readTree() refuses circles of any length", () => {
  const circles = [
    [node(1), node(2, [2])],
    [node(1, [2]), node(2, [3]), node(3, [4]), node(4, [2])],
    [node(2, [3]), node(3, [2])],
  ];
  for (const nodes of circles) {
    assert.throws(() => readTree({ nodes }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^Broken \.cpuprofile: nodes\[\d\] .* its parents form a circle$/,
      );
      return true;
    });
  }
});

Deno.test("readTree() reads 200,000 nodes in one stack, innermost first", () => {
  const depth = 200_000;
  const nodes = Array.from({ length: depth }, (_, i) => node(i + 1, i + 1 < depth ? [i + 2] : []));
  const { nodeParent, nodeById } = readTree({ nodes: nodes.reverse() });
  assert.ok(nodeParent.every((parent, node) => parent === Math.max(0, node - 1)));
  assert.equal(nodeById.get(depth), depth - 1);
});
