// gather's command line as data: see commands.ts.
import type { Command } from "../command.ts";
import { DEFAULT_TEMPLATE, EVERYWHERE, FORMAT, KCACHEGRIND, QUIET } from "../shared_options.ts";

/** `gather` */
export const gather = {
  name: "gather",
  usage: "DIR|FILE... [options]",
  summary: "Add up profiles by route, compare them, check budgets",
  description:
    "Groups profiles by the request recorded inside them; files of other programs go by their " +
    "name. The aggregate of a group is KEY.agg.cpuprofile and replaces that of the last run. A " +
    "request stored in several formats counts once. Percentiles are by nearest rank.",
  operands: [
    {
      name: "DIR|FILE",
      help: "A folder of profiles with all its subfolders, or profiles",
      repeatable: true,
    },
  ],
  hasAppArgs: false,
  options: {
    "by": {
      value: "KEY",
      choices: ["route", "path", "method", "status", "all"],
      default: "route",
      help: "What makes a group; route and path go with the method, and path stands in where the " +
        "app tells no route",
      group: "Profiles",
    },
    "since": {
      value: "WHEN",
      help:
        "Only requests that began then or later: an age such as 15m, 2h or 7d, or a date such " +
        "as 2026-11-22 or 2026-11-22T14:30",
      group: "Which requests",
    },
    "only": {
      value: "GLOB",
      repeatable: true,
      defaultText: "all",
      help: "Only requests whose path matches; * stays within a segment, ** does not",
      group: "Which requests",
    },
    "skip": {
      value: "GLOB",
      repeatable: true,
      help: "Leave out requests whose path matches",
      group: "Which requests",
    },
    "format": FORMAT,
    "kcachegrind": KCACHEGRIND,
    "prof-file": {
      value: "TEMPLATE",
      default: DEFAULT_TEMPLATE,
      help: "How the names of files without a recorded request are made up",
      group: "Profiles",
    },
    "diff": {
      help:
        "Compare two operands, OLD and NEW, folders or aggregates: what became slower, and which " +
        "functions make the difference; writes nothing",
      group: "Decisions",
    },
    "check": {
      value: "FILE",
      help: "Compare with the budgets in a JSON file; exit code 1 when one is broken; writes no " +
        "aggregates",
      group: "Decisions",
    },
    "junit": {
      value: "FILE",
      help: "Write the result of --check as JUnit XML too",
      group: "Decisions",
    },
    "markdown": {
      value: "FILE",
      help: "Write the result of --check as Markdown too",
      group: "Decisions",
    },
    "o": {
      short: "o",
      value: "OUT",
      defaultText: "DIR, or the folder of the first FILE",
      help: "Folder for the aggregates, created when missing",
      group: "Output",
    },
    "delete": {
      help: "Remove what was gathered, in all formats, once the aggregates are on disk; later " +
        "runs then keep these aggregates and add theirs as KEY-1",
      group: "Output",
    },
    "top": {
      value: "N",
      number: { unit: "groups", min: 1 },
      defaultText: "all; with --diff 5",
      help:
        "Show the N groups that took most time, but write aggregates of all; with --diff show " +
        "the N functions of each route that changed most",
      group: "Output",
    },
    "json": { help: "Print JSON instead of the table; times in microseconds", group: "Output" },
    "quiet": { ...QUIET, help: "Print warnings and errors only, and the JSON of --json" },
    ...EVERYWHERE,
  },
  examples: [
    {
      line: "runprofileserver gather profiles",
      text: "One aggregate per route, beside the profiles",
    },
    {
      line: "runprofileserver gather profiles --by status --kcachegrind -o sums",
      text: "One callgrind file per status, in ./sums",
    },
    {
      line: "runprofileserver gather --diff profiles-before profiles-after",
      text: "What a change of the app has done to its routes",
    },
    {
      line: "runprofileserver gather profiles --check budgets.json --junit budgets.xml",
      text: "In CI: exit code 1 when a route has become too slow",
    },
  ],
} as const satisfies Command;
