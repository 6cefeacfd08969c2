// Broken profiles by the thousand, each made from a good one by its number alone, so that a failure can be
// repeated. What is done to them is what editors, crashes, full disks and other people's programs do.
import { gunzipSync, gzipSync } from "node:zlib";
import { Dice } from "../dice.ts";

/** One broken file. */
export interface FuzzCase {
  /** "17: cycle in deno.cpuprofile" */
  readonly name: string;
  readonly bytes: Uint8Array;
}

// deno-lint-ignore no-explicit-any -- the point is that any member may be of any type
type Json = any;

/** Values that are wrong nearly everywhere. */
const WRONG: readonly unknown[] = [
  null,
  true,
  "",
  " ",
  "NaN",
  "Infinity",
  "-1",
  "1e999",
  "0x10",
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  2 ** 32,
  2 ** 32 - 1,
  2 ** 31,
  -0.1,
  [],
  {},
  [[]],
  [null],
  [-1],
  { length: 2 ** 32 - 1 },
  { length: -1, 0: 1 },
  "x".repeat(20_000),
  "\ud800",
  "a\0b\nc",
  "__proto__",
];

/** Stands for text that JSON.stringify could not write. */
const HOLE = "\u0001hole\u0001";
const DEPTH = 100_000;

/** A place in a JSON value. */
interface Slot {
  readonly holder: Json;
  readonly key: string | number;
}

/** Places by key, all entries of lists of one name being one key: samples would drown the rest otherwise. */
function slotsByKey(root: Json): Map<string, Slot[]> {
  const slots = new Map<string, Slot[]>();
  const open: [holder: Json, name: string][] = [[root, ""]];
  for (const [holder, name] of open) {
    if (holder === null || typeof holder !== "object") continue;
    const isList = Array.isArray(holder);
    for (const key of Object.keys(holder)) {
      const slotName = isList ? `${name}[]` : key;
      const list = slots.get(slotName);
      if (list) list.push({ holder, key });
      else slots.set(slotName, [{ holder, key }]);
      open.push([holder[key], slotName]);
    }
  }
  return slots;
}

function randomSlot(root: Json, dice: Dice): Slot {
  const slots = slotsByKey(root);
  return dice.pick(slots.get(dice.pick([...slots.keys()]))!);
}

/** Every list of nodes in the file, be it a profile or the chunks of a trace; never empty. */
function nodesOf(root: Json): Json[] {
  const nodes = slotsByKey(root).get("nodes[]") ?? slotsByKey(root).get("children[]") ?? [];
  const objects = nodes.map(({ holder, key }) => holder[key])
    .filter((node) => node !== null && typeof node === "object");
  return objects.length > 0 ? objects : [root];
}

function encoded(root: Json): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(root));
}

/** The value with `text` in place of the hole. */
function filled(root: Json, text: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(root).replace(JSON.stringify(HOLE), () => text));
}

/** What happens to a file; each gets a value of its own to spoil, and the bytes as they were. */
const MUTATIONS: Record<string, (dice: Dice, root: Json, whole: Uint8Array) => Uint8Array> = {
  cut: (dice, _, whole) => whole.slice(0, dice.below(whole.length)),

  "bytes changed"(dice, _, whole) {
    const bytes = whole.slice();
    for (let i = 0; i <= dice.below(8); i++) bytes[dice.below(bytes.length)] = dice.below(256);
    return bytes;
  },

  "gzip damaged"(dice, _, whole) {
    const bytes = new Uint8Array(gzipSync(whole));
    if (dice.below(2) === 0) return bytes.slice(0, dice.below(bytes.length));
    bytes[dice.below(bytes.length)]! ^= 1 << dice.below(8);
    return bytes;
  },

  "digits changed"(dice, _, whole) {
    const bytes = whole.slice();
    const digits = Array.from(bytes.keys()).filter((i) => bytes[i]! >= 48 && bytes[i]! <= 57);
    for (let i = 0; i <= dice.below(20); i++) bytes[dice.pick(digits)] = 48 + dice.below(10);
    return bytes;
  },

  "piece moved"(dice, _, whole) {
    const from = dice.below(whole.length);
    const piece = whole.subarray(from, from + dice.below(400));
    const at = dice.below(whole.length);
    return new Uint8Array([...whole.subarray(0, at), ...piece, ...whole.subarray(at)]);
  },

  "wrong value"(dice, root) {
    for (let i = 0; i <= dice.below(3); i++) {
      const { holder, key } = randomSlot(root, dice);
      // A copy: what is written into one case must not be in the next.
      holder[key] = structuredClone(dice.pick(WRONG));
    }
    return encoded(root);
  },

  "member missing"(dice, root) {
    const { holder, key } = randomSlot(root, dice);
    if (Array.isArray(holder)) holder.splice(Number(key), 1 + dice.below(5));
    else delete holder[key];
    return encoded(root);
  },

  "list cut or repeated"(dice, root) {
    const lists = [...slotsByKey(root).values()].flat().map(({ holder, key }) => holder[key])
      .filter(Array.isArray);
    const list = lists.length > 0 ? dice.pick(lists) : [];
    if (dice.below(2) === 0) list.length = dice.below(list.length);
    else list.push(...list.slice(dice.below(list.length)));
    return encoded(root);
  },

  cycle(dice, root) {
    const nodes = nodesOf(root);
    const [node, other] = [dice.pick(nodes), dice.pick(nodes)];
    const link = dice.below(3);
    if (link === 0) node.parent = other.id;
    else if (link === 1) (node.children ??= []).push(other.id);
    else [node.parent, other.parent] = [other.id, node.id];
    return encoded(root);
  },

  "parent not there"(dice, root) {
    const node = dice.pick(nodesOf(root));
    node.parent = dice.pick([999_999, -1, "", null, 0.5, {}]);
    node.children = [dice.pick([999_999, "5", null, []])];
    return encoded(root);
  },

  "id used twice"(dice, root) {
    const nodes = nodesOf(root);
    for (let i = 0; i <= dice.below(4); i++) dice.pick(nodes).id = dice.pick(nodes).id;
    return encoded(root);
  },

  "nodes in another order"(dice, root) {
    const lists = slotsByKey(root).get("nodes") ?? [];
    for (const { holder, key } of lists) {
      if (!Array.isArray(holder[key])) continue;
      holder[key].sort(() => dice.below(3) - 1);
      if (dice.below(2) === 0) holder[key].shift();
    }
    return encoded(root);
  },

  "huge number"(dice, root) {
    const numbers = slotsByKey(root).entries()
      .flatMap(([name, slots]) => slots.length === 0 ? [] : [[name, slots] as const])
      .filter(([, [slot]]) => typeof slot!.holder[slot!.key] === "number").toArray();
    if (numbers.length === 0) return encoded(root);
    const { holder, key } = dice.pick(dice.pick(numbers)[1]);
    holder[key] = dice.pick([1e15, 1e16, 9e15, 1e300, -1e15, 2 ** 53 - 1, 4_294_967_294, 1e7]);
    return encoded(root);
  },

  "nested deeply"(dice, root) {
    const [open, close] = dice.pick([
      ["[", "]"],
      ['{"0":', "}"],
      ['{"id":', "}"],
      ['{"children":[', "]}"],
      ['{"id":3,"functionName":"f","children":[', "]}"],
    ]);
    const { holder, key } = randomSlot(root, dice);
    holder[key] = HOLE;
    return filled(root, open!.repeat(DEPTH) + "1" + close!.repeat(DEPTH));
  },

  "long list"(dice, root) {
    const { holder, key } = randomSlot(root, dice);
    holder[key] = HOLE;
    const entry = dice.pick(["1", "null", '"2"', "{}", "[]", "3,2,1", '{"id":1}', "0.5", "-5"]);
    return filled(root, `[${`${entry},`.repeat(200_000)}${entry}]`);
  },

  "deep stack"(dice, root) {
    const base = 10 + dice.below(1000);
    const callFrame = { functionName: dice.pick(["f", "(root)", ""]), scriptId: "3", url: "u.js" };
    const nodes = Array.from({ length: DEPTH }, (_, i) => (
      { id: base + i, callFrame, children: i + 1 < DEPTH ? [base + i + 1] : [] }
    ));
    if (dice.below(2) === 0) nodes.reverse();
    if (dice.below(3) === 0) nodes[DEPTH - 1]!.children = [base];
    const { holder, key } = dice.pick(
      slotsByKey(root).get("nodes") ?? [{ holder: root, key: "nodes" }],
    );
    holder[key] = nodes;
    return encoded(root);
  },
};

/** Good files of every kind; the text of each is parsed anew for each case. */
const SOURCES: readonly (readonly [name: string, text: string])[] = [
  golden("request.cpuprofile"),
  golden("formats/foreign/deno.cpuprofile"),
  golden("formats/foreign/bun.cpuprofile"),
  golden("formats/foreign/chrome_trace.json.gz"),
  [
    "hits only",
    JSON.stringify({
      nodes: [
        { id: 1, callFrame: { functionName: "(root)", url: "" }, hitCount: 0, children: [2, 3] },
        { id: 2, callFrame: { functionName: "f", url: "a.js", lineNumber: 4 }, hitCount: 7 },
        { id: 3, callFrame: { functionName: "g", url: "a.js", lineNumber: 9 }, hitCount: 2 },
      ],
      startTime: 100,
      endTime: 900,
    }),
  ],
  [
    "head",
    JSON.stringify({
      head: {
        functionName: "(root)",
        url: "",
        id: 1,
        hitCount: 0,
        children: [{
          functionName: "f",
          url: "a.js",
          lineNumber: 4,
          id: 2,
          hitCount: 3,
          children: [],
        }],
      },
      startTime: 1.5,
      endTime: 2.5,
      samples: [2, 2, 1],
      timestamps: [1_500_000, 1_600_000, 2_400_000],
    }),
  ],
  [
    "trace of Chrome 65",
    JSON.stringify([
      { name: "thread_name", ph: "M", pid: 1, tid: 2, args: { name: "CrRendererMain" } },
      {
        name: "CpuProfile",
        ph: "I",
        pid: 1,
        tid: 2,
        args: {
          data: {
            cpuProfile: {
              nodes: [
                { id: 1, callFrame: { functionName: "(root)", url: "" }, children: [2] },
                {
                  id: 2,
                  callFrame: { functionName: "f", url: "a.js", lineNumber: 4 },
                  hitCount: 2,
                },
              ],
              startTime: 5,
              endTime: 50,
              samples: [1, 2, 2],
              timeDeltas: [1, 20, 10],
            },
          },
        },
      },
    ]),
  ],
];

function golden(name: string): [name: string, text: string] {
  const bytes = Deno.readFileSync(new URL(`../golden/${name}`, import.meta.url));
  const text = new TextDecoder().decode(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  return [name.slice(name.lastIndexOf("/") + 1), text];
}

/** Those that make megabytes come up less often. */
const LARGE: readonly string[] = ["nested deeply", "long list", "deep stack"];
const SMALL = Object.keys(MUTATIONS).filter((name) => !LARGE.includes(name));
const TURNS = [...SMALL, ...SMALL, ...SMALL, ...LARGE];

/** The case of a number from 0 up; the same for ever, as long as sources and mutations stay. */
export function fuzzCase(index: number): FuzzCase {
  const dice = new Dice(index);
  const mutation = TURNS[index % TURNS.length]!;
  const [source, text] = dice.pick(SOURCES);
  const bytes = MUTATIONS[mutation]!(dice, JSON.parse(text), new TextEncoder().encode(text));
  return { name: `${index}: ${mutation} in ${source}`, bytes };
}
