// Hot stacks: which way the program came to where it spent its time.
import { markdownCode } from "./markdown_code.ts";
import type { MarkdownReport } from "./markdown_report.ts";

const ROWS = 5;
/** Functions shown of one stack; what is further out is the same in all of them, mostly. */
const FUNCTIONS = 8;

/** The stacks with the most self time, waiting not counted. */
export function markdownStacks(report: MarkdownReport): readonly string[] {
  const { profile: { frames, nodeFrame, samples, weights }, millis, percent } = report;
  const self = new Float64Array(nodeFrame.length);
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
    if (frames[nodeFrame[node]!]!.kind !== "wait") self[node]! += weights[i]!;
  }
  const hottest = [...self.keys()]
    // A stack of one function says no more than the table of functions.
    .filter((node) => self[node]! > 0 && report.profile.nodeParent[node] !== 0)
    .sort((a, b) => self[b]! - self[a]! || a - b)
    .slice(0, ROWS);
  if (hottest.length === 0) return [];
  return [
    "## Hot stacks",
    "",
    ...hottest.map((node) =>
      `- ${millis(self[node]!)} ms (${percent(self[node]!)}%): ${stackText(node, report)}`
    ),
  ];
}

/** "`dispatch` > `handler` > `walk` ×12", the outermost function first, repetitions counted. */
function stackText(innermost: number, { profile, labels }: MarkdownReport): string {
  const { nodeFrame, nodeParent } = profile;
  const steps: { readonly frame: number; count: number }[] = [];
  let hidden = 0;
  for (let node = innermost; node !== 0; node = nodeParent[node]!) {
    const frame = nodeFrame[node]!;
    const step = steps.at(-1);
    if (hidden === 0 && step?.frame === frame) step.count++;
    else if (steps.length < FUNCTIONS) steps.push({ frame, count: 1 });
    else hidden++;
  }
  const shown = steps.reverse().map(({ frame, count }) => {
    const name = markdownCode(labels[frame]!.lone);
    return count > 1 ? `${name} ×${count}` : name;
  });
  return [...(hidden > 0 ? [`… ${hidden} more`] : []), ...shown].join(" > ");
}
