// Every command and option there is. Adding one here gives it parsing, help and suggestions.
// Nothing is imported but data and types: `--version` and a typing mistake must not load the program.
import type { Command } from "./command.ts";
import { gather } from "./gather/gather_command.ts";
import { samplingIntervals } from "./sampling_intervals.ts";
import {
  DEFAULT_TEMPLATE,
  EVERYWHERE,
  FORMAT,
  FORMATS,
  KCACHEGRIND,
  QUIET,
} from "./shared_options.ts";

const EDITOR = {
  value: "EDITOR",
  default: "vscode",
  help: "Editor that source lines open in: vscode, cursor, zed, idea, sublime, none, or a URL " +
    "with {file}, {line} and {column}",
  group: "Dashboard",
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
    "mask": {
      value: "PATTERN",
      repeatable: true,
      help:
        "Record *** instead of the values of query parameters with that name, * for anything; " +
        "beside those that look like secrets, such as token, password, key and session",
      group: "Privacy",
    },
    "no-mask": { help: "Record secrets in queries too, but for those of --mask", group: "Privacy" },
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
      defaultText:
        `${samplingIntervals.fine}, and ${samplingIntervals.loaded} above 100 requests a second`,
      help: "Time between two samples",
      group: "Profiles",
    },
    "keep": {
      value: "N",
      number: { unit: "profiles", min: 1 },
      defaultText: "all",
      help: "Delete the oldest profiles beyond N",
      group: "Profiles",
    },
    "keep-mb": {
      value: "N",
      number: { unit: "megabytes", min: 1, fraction: true },
      defaultText: "all",
      help: "Delete the oldest profiles beyond N megabytes in all; the newest always stays",
      group: "Profiles",
    },
    "no-wait": { help: "Do not record where requests wait; costs less", group: "Profiles" },
    "dashboard": {
      value: "[HOST:]PORT",
      defaultText: "127.0.0.1:8001, the next free port when taken",
      help: "Where the profiles can be seen in a browser",
      group: "Dashboard",
    },
    "no-dashboard": { help: "No web page", group: "Dashboard" },
    "editor": EDITOR,
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

const view = {
  name: "view",
  usage: "DIR [[HOST:]PORT] [options]",
  summary: "Look at a folder of profiles in a browser",
  description:
    "The dashboard of serve, without an app: requests and profiles of other programs, flame graphs, " +
    "annotated source, comparison. Files that are written to DIR meanwhile show up at once.",
  operands: [
    { name: "DIR", help: "A folder of profiles; its subfolders belong to it" },
    {
      name: "[HOST:]PORT",
      help: "Where to listen [default: 127.0.0.1:8001, the next free port when taken]",
      isOptional: true,
    },
  ],
  hasAppArgs: false,
  options: {
    "base": {
      value: "DIR",
      defaultText: "the current folder",
      help: "Only source files below DIR are shown",
      group: "Dashboard",
    },
    "editor": EDITOR,
    "quiet": QUIET,
    ...EVERYWHERE,
  },
  examples: [
    { line: "runprofileserver view profiles", text: "Look at ./profiles" },
    {
      line: "runprofileserver view /tmp/runprofileserver 9001 --base ~/shop",
      text: "On port 9001, with the source code of ~/shop",
    },
  ],
} as const satisfies Command;

const doctor = {
  name: "doctor",
  usage: "[options]",
  summary: "Check what serve needs: runtime, folders, ports, precision",
  description:
    "One line per thing that was looked at: ok, warn or fail, with a hint where something can be " +
    "done. Burns a fifth of a second of CPU to measure how often the profiler really samples. The " +
    "exit code is 1 when something fails.",
  operands: [],
  hasAppArgs: false,
  options: {
    "deno": {
      value: "PATH",
      defaultText: "found on PATH",
      help: "The Deno to check",
      group: "Server",
    },
    ...EVERYWHERE,
  },
  examples: [
    { line: "runprofileserver doctor", text: "Check this machine" },
    {
      line: "runprofileserver doctor --deno ~/.deno/bin/deno",
      text: "Check whether that Deno can run apps",
    },
  ],
} as const satisfies Command;

/** By name, in the order of help. */
export const commands = { serve, gather, convert, view, doctor } as const;
