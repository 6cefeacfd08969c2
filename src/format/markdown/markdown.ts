// A report in Markdown, to be read in a terminal, a pull request or by a language model: about a screenful,
// the most important first, every place as "file:line:column" so that it can be opened.
import type { Codec, EncodeOptions, Recording } from "../codec.ts";
import { markdownFunctions } from "./markdown_functions.ts";
import { markdownHead } from "./markdown_head.ts";
import { markdownLines } from "./markdown_lines.ts";
import { markdownTime, TIME_HEADING } from "./markdown_time.ts";
import { markdownReport } from "./markdown_report.ts";
import { markdownStacks } from "./markdown_stacks.ts";
import { markdownWaits } from "./markdown_waits.ts";

/** Can be written only: it is a summary. */
export const markdownCodec: Codec = {
  name: "markdown",
  // Not ".md" alone: a folder of profiles may have a README of its own.
  extension: ".report.md",
  prefix: "",
  recognizes,
  encode,
};

function recognizes(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  return text.startsWith("# ") && text.includes(`\n${TIME_HEADING}\n`);
}

function encode(recording: Recording, options: EncodeOptions): Uint8Array {
  const report = markdownReport(recording, options);
  const sections = [
    markdownHead(report),
    markdownTime(report),
    markdownFunctions(report),
    markdownLines(report),
    markdownWaits(report),
    markdownStacks(report),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => `${lines.join("\n")}\n`);
  return new TextEncoder().encode(text.join("\n"));
}
