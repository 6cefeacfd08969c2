// Every command and option there is. Adding one here gives it parsing, help and suggestions.
// Nothing is imported but types: `--version` and a typing mistake must not load the program.
import type { Command } from "./command.ts";

/** Must agree with the codec list, which a test checks; named here to keep the codecs out of start-up. */
const FORMATS = [
  "cpuprofile",
  "callgrind",
  "pprof",
  "speedscope",
  "folded",
  "markdown",
] as const;

/** Same text as the store's default template, which a test checks. */
const DEFAULT_TEMPLATE = "{path}.{duration:06d}ms.{time}";

const QUIET = { help: "Print warnings and errors only", group: "Output" } as const;

const EVERYWHERE = {
  "no-color": { help: "Never use colours; NO_COLOR does the same", group: "Output" },
  "help": { short: "h", help: "Show this text", group: "Output" },
} as const;

const FORMAT = {
  value: "F",
  repeatable: true,
  choices: FORMATS,
  defaultText: "cpuprofile",
  help: "File format, may be repeated for several",
  group: "Profiles",
} as const;

const KCACHEGRIND = {
  help: "Write callgrind files for KCacheGrind; short for --format callgrind",
  group: "Profiles",
} as const;

const serve = {
  name: "serve",
  usage: "MODULE [[HOST:]PORT] [options] [-- app arguments]",
  summary: "Serve an app and write a profile of every request",
  description:
    "Runs MODULE unchanged: a Hono app, export default { fetch }, a function named fetch, handler " +
    "or app, a module that calls Deno.serve, or a node:http program such as Express.",
  operands: [
    { name: "MODULE", help: "The app's main module" },
    {
      name: "[HOST:]PORT",
      help: "Where to listen, e.g. 8000, 0.0.0.0:8000 or [::1]:8000; port 0 takes any free port " +
        "[default: 127.0.0.1:8000]",
      isOptional: true,
    },
  ],
  hasAppArgs: true,
  options: {
    "prof-path": {
      value: "DIR",
      defaultText: "runprofileserver in the system's temp folder",
      help: "Folder for the profiles, created when missing",
      group: "Profiles",
    },
    "prof-file": {
      value: "TEMPLATE",
      default: DEFAULT_TEMPLATE,
      help: "File name without extension, with Python format specs; fields are path, duration, " +
        "time, method, status, route, host, query, id, pid, cpu, wait, ms and date",
      group: "Profiles",
    },
    "kcachegrind": KCACHEGRIND,
    "format": FORMAT,
    "only": {
      value: "GLOB",
      repeatable: true,
      defaultText: "all",
      help: "Profile only requests whose path matches",
      group: "Which requests",
    },
    "skip": {
      value: "GLOB",
      repeatable: true,
      help: "Do not profile requests whose path matches",
      group: "Which requests",
    },
    "min-ms": {
      value: "N",
      number: { unit: "milliseconds", min: 0, fraction: true },
      default: 0,
      help: "Keep only profiles of requests that took at least N ms",
      group: "Which requests",
    },
    "nomedia": {
      help: "Do not profile requests below a --media prefix",
      group: "Which requests",
    },
    "media": {
      value: "PREFIX=DIR",
      repeatable: true,
      help: "Serve the files of DIR below PREFIX",
      group: "Server",
    },
    "sampling-interval": {
      value: "US",
      number: { unit: "microseconds", min: 1 },
      default: 100,
      help: "Time between two samples",
      group: "Profiles",
    },
    "no-wait": { help: "Do not record where requests wait; costs less", group: "Profiles" },
    "noreload": { help: "Do not restart the app when a file changes", group: "Server" },
    "nothreading": { help: "Handle one request at a time", group: "Server" },
    "deno": {
      value: "PATH",
      defaultText: "found on PATH",
      help: "The Deno that runs the app",
      group: "Server",
    },
    "deno-flag": {
      value: "FLAG",
      repeatable: true,
      defaultText: "-A",
      help: "Flag for that Deno, e.g. --deno-flag=--allow-net",
      group: "Server",
    },
    "quiet": QUIET,
    ...EVERYWHERE,
  },
  examples: [
    {
      line: "runprofileserver serve app.ts --prof-path profiles",
      text: "Serve app.ts on port 8000, profiles go to ./profiles",
    },
    {
      line: "runprofileserver serve app.ts 9000 --kcachegrind --min-ms 50 -- --db test.sqlite",
      text: "Callgrind files of slow requests only; the app gets --db test.sqlite",
    },
  ],
} as const satisfies Command;

const gather = {
  name: "gather",
  usage: "DIR|FILE... [options]",
  summary: "Add up the profiles of the same route and print a table",
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
    "format": FORMAT,
    "kcachegrind": KCACHEGRIND,
    "prof-file": {
      value: "TEMPLATE",
      default: DEFAULT_TEMPLATE,
      help: "How the names of files without a recorded request are made up",
      group: "Profiles",
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
  ],
} as const satisfies Command;

const convert = {
  name: "convert",
  usage: "FILE... [options]",
  summary: "Convert profiles to another format",
  description:
    "The format of FILE is found by its content. The result lies beside FILE, e.g. a.cpuprofile " +
    "becomes callgrind.out.a.callgrind; a file with other content is never overwritten, the new " +
    "one gets -1, -2 and so on. Only a file named with -o is replaced.",
  operands: [
    { name: "FILE", help: "A profile, or - for standard input", repeatable: true },
  ],
  hasAppArgs: false,
  options: {
    "to": {
      value: "FORMAT",
      choices: FORMATS,
      default: "callgrind",
      help: "Format of the result",
      group: "Conversion",
    },
    "base": {
      value: "DIR",
      defaultText: "the current folder",
      help: "Names of source files become relative to DIR",
      group: "Conversion",
    },
    "o": {
      short: "o",
      value: "OUT",
      help: "File (replaced), folder (existing, or with / at the end), or - for standard output",
      group: "Output",
    },
    "open": {
      help: "Open the result in KCacheGrind, or what the system uses for its format",
      group: "Output",
    },
    ...EVERYWHERE,
  },
  examples: [
    {
      line: "runprofileserver convert CPU.1795333599.cpuprofile --open",
      text: "Look at a profile of deno --cpu-prof in KCacheGrind",
    },
    {
      line: "runprofileserver convert - -o - < a.cpuprofile > callgrind.out.a",
      text: "As a filter",
    },
  ],
} as const satisfies Command;

/** By name, in the order of help. */
export const commands = { serve, gather, convert } as const;
