// Callgrind's text format, for KCachegrind, QCachegrind and callgrind_annotate.
// Format: https://valgrind.org/docs/manual/cl-format.html. Their readers differ, so only what all of them
// read alike is used: every name compressed and defined once, every column on every line, no relative
// positions, one part, one fn= block per function, calls never 0 (callgrind_annotate makes self cost of it).
import { callColumns } from "../../model/call_columns.ts";
import type { Cost } from "../../model/cost_table.ts";
import { ByteWriter } from "../byte_writer.ts";
import { CallLines } from "../source/call_lines.ts";
import { writeFunctions } from "./callgrind_functions.ts";
import { callgrindHeader } from "./callgrind_header.ts";
import { lineCosts } from "./callgrind_line_costs.ts";
import { nameFunctions } from "./callgrind_names.ts";
import type { Codec, EncodeOptions, Recording } from "../codec.ts";
import { wholeMicros } from "../whole_micros.ts";

/** Grows with the functions and calls of a program, not with time: what is larger does not come up. */
const MAX_BYTES = 2 ** 32;

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

function encode(recording: Recording, { base, creator, readSource }: EncodeOptions): Uint8Array {
  // Named first: what callgrind takes for one function must be one function to callColumns() as well.
  const { profile, names } = nameFunctions(recording.profile, base);
  const weights = wholeMicros(profile.weights);
  const calls = callColumns({ ...profile, weights });
  const total = calls.total.cost(0);
  const header = callgrindHeader(recording, { creator, samples: total.samples });
  const writer = new ByteWriter(MAX_BYTES);
  writer.text(`${header.join("\n")}\nsummary: ${columns(total)}\n\n`);
  writeFunctions(writer, {
    calls,
    names,
    lines: lineCosts(profile, weights),
    frames: profile.frames,
    callLines: new CallLines(readSource),
  });
  writer.text(`totals: ${columns(total)}\n`);
  return writer.view();
}

/** In the order of the "events:" line. */
function columns({ busy, wait, samples }: Cost): string {
  return `${busy} ${wait} ${samples}`;
}
