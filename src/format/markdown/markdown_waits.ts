// Wait sites: what was waited for, how often and for how long. Many short waits at one site are queries that
// could be one, which no profile of the CPU shows.
import type { Micros } from "../../model/profile.ts";
import { markdownCode } from "./markdown_code.ts";
import type { MarkdownReport } from "./markdown_report.ts";
import { markdownTable } from "./markdown_table.ts";

const ROWS = 8;

interface Site {
  /** Index in the report's frames. */
  readonly frame: number;
  /** The node below it, in the function that waits. */
  readonly caller: number;
  count: number;
  micros: Micros;
  longest: Micros;
}

/** The sites with the most waiting; nothing when there was none. */
export function markdownWaits(report: MarkdownReport): readonly string[] {
  const { recording, profile, labels, code, millis, percent } = report;
  const sites = waitSites(report).sort((a, b) => b.micros - a.micros || a.frame - b.frame);
  if (sites.length === 0) return [];
  // Merged recordings have samples of equal weight instead of one for each wait.
  const isMerged = recording.aggregate !== undefined;
  const rows = sites.slice(0, ROWS).map(({ frame, caller, count, micros, longest }) => {
    const { name, place } = labels[frame]!;
    const callerFrame = profile.nodeFrame[caller]!;
    // "(queued behind GET /report #12)" is below "(queued)", which is no function.
    const isFunction = caller !== 0 && profile.frames[callerFrame]!.kind !== "wait";
    return [
      millis(micros),
      percent(micros),
      ...(isMerged ? [] : [String(count), millis(longest)]),
      isFunction ? markdownCode(labels[callerFrame]!.name) : "",
      markdownCode(place === "" ? name : place),
      // The site is a place in the function that waits.
      isFunction ? code(callerFrame, profile.frames[frame]!.line) : "",
    ];
  });
  return [
    "## Waits",
    "",
    ...markdownTable([
      { title: "total ms", isNumber: true },
      { title: "total %", isNumber: true },
      ...(isMerged
        ? []
        : [{ title: "count", isNumber: true }, { title: "longest ms", isNumber: true }]),
      { title: "function" },
      { title: "site" },
      { title: "code", isCode: true },
    ], rows),
  ];
}

function waitSites({ profile }: MarkdownReport): Site[] {
  const { frames, nodeFrame, nodeParent, samples, weights } = profile;
  // Nobody waits for anything while V8 is idle.
  const isWaitSite = frames.map(({ name, kind }) => kind === "wait" && name !== "(idle)");
  const siteByFrame = new Map<number, Site>();
  for (let i = 0; i < samples.length; i++) {
    const node = samples[i]!;
    const frame = nodeFrame[node]!;
    if (!isWaitSite[frame]) continue;
    let site = siteByFrame.get(frame);
    if (!site) {
      site = { frame, caller: nodeParent[node]!, count: 0, micros: 0, longest: 0 };
      siteByFrame.set(frame, site);
    }
    // Each wait is one sample, as the slice of a request has them.
    site.count++;
    site.micros += weights[i]!;
    site.longest = Math.max(site.longest, weights[i]!);
  }
  return [...siteByFrame.values()];
}
