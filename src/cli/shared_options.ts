// Options that several commands have. Nothing is imported: see commands.ts.

/** Must agree with the codec list, which a test checks; named here to keep the codecs out of start-up. */
export const FORMATS = [
  "cpuprofile",
  "callgrind",
  "pprof",
  "speedscope",
  "folded",
  "markdown",
] as const;

/** Same text as the store's default template, which a test checks. */
export const DEFAULT_TEMPLATE = "{path}.{duration:06d}ms.{time}";

/** `--quiet` */
export const QUIET = { help: "Print warnings and errors only", group: "Output" } as const;

/** What every command has. */
export const EVERYWHERE = {
  "no-color": { help: "Never use colours; NO_COLOR does the same", group: "Output" },
  "help": { short: "h", help: "Show this text", group: "Output" },
} as const;

/** `--format` */
export const FORMAT = {
  value: "F",
  repeatable: true,
  choices: FORMATS,
  defaultText: "cpuprofile",
  help: "File format, may be repeated for several",
  group: "Profiles",
} as const;

/** `--kcachegrind` */
export const KCACHEGRIND = {
  help: "Write callgrind files for KCacheGrind; short for --format callgrind",
  group: "Profiles",
} as const;
