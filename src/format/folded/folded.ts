// Folded stacks, "main;handler;query 1200": one line for each stack with its microseconds, as flamegraph.pl,
// inferno and speedscope read them and as sort, grep and diff like them.
// Format: https://github.com/brendangregg/FlameGraph#2-fold-stacks
import type { Micros } from "../../model/profile.ts";
import { ByteWriter } from "../byte_writer.ts";
import { functionName } from "../callgrind/callgrind_names.ts";
import type { Codec, EncodeOptions, Recording } from "../codec.ts";
import { foldedName } from "./folded_name.ts";
import { FoldedNode } from "./folded_node.ts";
import { wholeMicros } from "../whole_micros.ts";

const SPACE = 0x20;
const SEMICOLON = 0x3b;
const NEWLINE = 0x0a;

/** The start of a line whose end is not known; without what tells code and JSON from names. */
const LONG_STACK = /^[^\s;{}"\p{Cc}][^;{}"\p{Cc}]*(;[^;{}"\p{Cc}]+)+;?$/u;

/** Can be written only. */
export const foldedCodec: Codec = {
  name: "folded",
  extension: ".folded",
  prefix: "",
  recognizes,
  encode,
};

function recognizes(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  const lines = text.split("\n");
  if (lines.length === 1) return LONG_STACK.test(text);
  // The last line is empty or cut off.
  return lines.slice(0, -1).every((line) => /^[^\s;][^;]*(;[^;]+)* \d+$/.test(line));
}

function encode({ profile }: Recording, { base }: EncodeOptions): Uint8Array {
  const { frames, nodeFrame, nodeParent, samples } = profile;
  const names = frames.map((frame) => foldedName(functionName(frame, base).name));
  const nodes = [new FoldedNode(names[nodeFrame[0]!]!)];
  for (let node = 1; node < nodeFrame.length; node++) {
    nodes.push(nodes[nodeParent[node]!]!.child(names[nodeFrame[node]!]!));
  }
  const weights = wholeMicros(profile.weights);
  for (let i = 0; i < weights.length; i++) nodes[samples[i]!]!.self += weights[i]!;
  const file = new ByteWriter();
  writeStacks(file, nodes[0]!);
  return file.view();
}

/** Depth first, without recursion: stacks may be 20,000 deep. */
function writeStacks(file: ByteWriter, root: FoldedNode): void {
  const path = new ByteWriter();
  const pending: { readonly node: FoldedNode; readonly parentLength: number }[] = [];
  function add(node: FoldedNode, parentLength: number): void {
    for (const child of node.children().toReversed()) pending.push({ node: child, parentLength });
  }
  // The root is shown only where it is all there is.
  path.text(root.name);
  if (root.self > 0) writeLine(file, path.view(), root.self);
  add(root, 0);
  for (let next = pending.pop(); next; next = pending.pop()) {
    path.cutTo(next.parentLength);
    if (path.length > 0) path.byte(SEMICOLON);
    path.text(next.node.name);
    if (next.node.self > 0) writeLine(file, path.view(), next.node.self);
    add(next.node, path.length);
  }
  if (file.length > 0) return;
  // A file without any line would be of no format at all.
  path.cutTo(0);
  path.text(root.name);
  writeLine(file, path.view(), 0);
}

function writeLine(file: ByteWriter, stack: Uint8Array, micros: Micros): void {
  file.bytes(stack);
  file.byte(SPACE);
  file.decimal(micros);
  file.byte(NEWLINE);
}
