// Callgrind's text format, for KCachegrind, QCachegrind and callgrind_annotate.
// Format: https://valgrind.org/docs/manual/cl-format.html. Their readers differ, so only what all of them
// read alike is used: every name compressed and defined once, every column on every line, no relative
// positions, one part, one fn= block per function, calls never 0 (callgrind_annotate makes self cost of it).
import {
  type CallCost,
  type CallGraph,
  callGraph,
  type Cost,
  type FunctionCost,
} from "../model/call_graph.ts";
import type { Codec, EncodeOptions, Recording } from "./codec.ts";
import { callgrindHeader } from "./callgrind_header.ts";
import { selfByLine } from "./callgrind_lines.ts";
import { type FunctionName, nameFunctions } from "./callgrind_names.ts";
import { wholeMicros } from "./whole_micros.ts";

/** Can be written only. KCachegrind's file dialog filters on the prefix. */
export const callgrindCodec: Codec = {
  name: "callgrind",
  extension: ".callgrind",
  prefix: "callgrind.out.",
  recognizes,
  encode,
};

function recognizes(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  // Valgrind before 3.14 has no format line; "version: 1" alone opens many a YAML file.
  return text.startsWith("# callgrind format") ||
    (/^(version: ?1|creator:)/.test(text) && /^(positions|events|cmd):/m.test(text));
}

function encode(recording: Recording, { base, creator }: EncodeOptions): Uint8Array {
  // Named first: what callgrind takes for one function must be one function to callGraph() as well.
  const { profile, names } = nameFunctions(recording.profile, base);
  const weights = wholeMicros(profile.weights);
  const graph = callGraph({ ...profile, weights });
  const writer = new FunctionWriter(graph, names, selfByLine(profile, weights));
  const text = [
    ...callgrindHeader(recording, { creator, samples: graph.total.samples }),
    `summary: ${columns(graph.total)}`,
    "",
    ...graph.functions.flatMap((_, index) => writer.block(index)),
    `totals: ${columns(graph.total)}`,
    "",
  ];
  return new TextEncoder().encode(text.join("\n"));
}

/** In the order of the "events:" line. */
function columns({ busy, wait, samples }: Cost): string {
  return `${busy} ${wait} ${samples}`;
}

/** Writes the blocks in the order of the functions: an id is defined where it is used first. */
class FunctionWriter {
  readonly #functions: readonly FunctionCost[];
  readonly #callsByCaller = new Map<number, CallCost[]>();
  readonly #names: readonly FunctionName[];
  readonly #selfByLine: readonly ReadonlyMap<number, Cost>[];
  readonly #objects = new NameIds();
  readonly #files = new NameIds();
  /** One id per function, not per name: KCachegrind binds an id to name and file of its first use. */
  readonly #functionIds = new NameIds<number>();

  constructor(
    { functions, calls }: CallGraph,
    names: readonly FunctionName[],
    selfByLine: readonly ReadonlyMap<number, Cost>[],
  ) {
    this.#functions = functions;
    this.#names = names;
    this.#selfByLine = selfByLine;
    for (const call of calls) {
      const others = this.#callsByCaller.get(call.caller);
      if (others) others.push(call);
      else this.#callsByCaller.set(call.caller, [call]);
    }
  }

  /** The lines of one function: who it is, self cost by line, calls. */
  block(index: number): string[] {
    const { frame, isReentry } = this.#functions[index]!;
    const { line, object, file } = this.#names[frame]!;
    const selfByLine = isReentry ? [] : [...this.#selfByLine[frame]!];
    const calls = this.#callsByCaller.get(index) ?? [];
    return [
      `ob=${this.#objects.ref(object, object)}`,
      `fl=${this.#files.ref(file, file)}`,
      `fn=${this.#functionRef(index)}`,
      ...selfByLine.map(([line, cost]) => `${line} ${columns(cost)}`),
      // Without any self cost the function would be unknown to some readers.
      ...(selfByLine.length === 0 ? [`${line} 0 0 0`] : []),
      ...calls.flatMap((call) => this.#call(call)),
      "",
    ];
  }

  /** One call: cob= and cfi= every time, they are forgotten after it. */
  #call({ caller, callee, count, cost }: CallCost): string[] {
    const from = this.#names[this.#functions[caller]!.frame]!;
    const to = this.#names[this.#functions[callee]!.frame]!;
    // Where in the caller a call stands is not in V8's data: its first line stands for all. The line of
    // an await is known.
    const callLine = to.isWait && to.file === from.file ? to.line : from.line;
    return [
      `cob=${this.#objects.ref(to.object, to.object)}`,
      `cfi=${this.#files.ref(to.file, to.file)}`,
      `cfn=${this.#functionRef(callee)}`,
      `calls=${count} ${to.line}`,
      `${callLine} ${columns(cost)}`,
    ];
  }

  #functionRef(index: number): string {
    const { frame, isReentry } = this.#functions[index]!;
    const { name, reentryName } = this.#names[frame]!;
    return this.#functionIds.ref(index, isReentry ? reentryName : name);
  }
}

/** Callgrind's name compression: "(1) name" at first, "(1)" from then on. */
class NameIds<Key = string> {
  readonly #idByKey = new Map<Key, number>();

  ref(key: Key, name: string): string {
    const id = this.#idByKey.get(key);
    if (id !== undefined) return `(${id})`;
    this.#idByKey.set(key, this.#idByKey.size + 1);
    return `(${this.#idByKey.size}) ${name}`;
  }
}
