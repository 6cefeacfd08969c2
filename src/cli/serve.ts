// `serve`: checks the options, then hands over to the supervisor.
import { resolve } from "@std/path";
import { UserError } from "../errors.ts";
import { defaultMasks } from "../model/mask_secrets.ts";
import { parseTemplate } from "../store/file_name.ts";
import type { Reporter, ServeOptions } from "../supervisor/serve_options.ts";
import { supervise } from "../supervisor/supervisor.ts";
import { parseAddress } from "./address.ts";
import { chosenCodecs } from "./chosen_codecs.ts";
import type { Parsed } from "./command.ts";
import type { commands } from "./commands.ts";
import { servedDashboard } from "./served_dashboard.ts";
import { pathPattern } from "./path_pattern.ts";
import { samplingIntervals } from "./sampling_intervals.ts";
import type { Style, Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";
import { isFolder } from "../store/is_folder.ts";

type Input = Parsed<typeof commands.serve>;
type Mount = ServeOptions["media"][number];

/** Serves until Ctrl-C. */
export function runServe(input: Input, terminal: Terminal): Promise<number> {
  const reporter = terminalReporter(terminal);
  return supervise({ ...serveOptions(input), ...dashboardOption(input, reporter) }, reporter);
}

function dashboardOption(
  { operands, options }: Input,
  { warn }: Reporter,
): Pick<ServeOptions, "openDashboard"> {
  if (options["no-dashboard"]) return {};
  const { dashboard: address, editor } = options;
  return { openDashboard: servedDashboard({ module: operands[0]!, address, editor }, warn) };
}

function serveOptions({ operands, options, appArgs }: Input): ServeOptions {
  const media = options.media.map(parseMount);
  return {
    module: operands[0]!,
    ...parseAddress(operands[1] ?? ""),
    profPath: options["prof-path"],
    template: parseTemplate(options["prof-file"]),
    codecs: chosenCodecs(options),
    media,
    profiled: options.only.map(pathPattern),
    unprofiled: [
      ...options.skip.map(pathPattern),
      ...(options.nomedia ? media.map(({ prefix }) => `^${RegExp.escape(prefix)}(/|$)`) : []),
    ],
    minMs: options["min-ms"],
    masks: [...(options["no-mask"] ? [] : defaultMasks), ...options.mask],
    keep: { profiles: options.keep, megabytes: options["keep-mb"] },
    samplingIntervals: chosenIntervals(options["sampling-interval"]),
    isReloading: !options.noreload,
    isSerial: options.nothreading,
    hasWaits: !options["no-wait"],
    deno: options.deno,
    denoFlags: options["deno-flag"],
    appArguments: appArgs,
    creator: `runprofileserver ${VERSION}`,
  };
}

/** Whoever asks for an interval gets it under load too. */
function chosenIntervals(asked: number | undefined): ServeOptions["samplingIntervals"] {
  return asked === undefined ? samplingIntervals : { fine: asked, loaded: asked };
}

function parseMount(text: string): Mount {
  const [, prefix, dir] = text.match(/^(\/[^=]*)=(.+)$/) ?? [];
  if (prefix === undefined || dir === undefined) {
    throw new UserError(`Cannot use --media "${text}": expected PREFIX=DIR`, {
      hint: "PREFIX starts with a slash, e.g. --media /static=./public",
      exitCode: 2,
    });
  }
  if (!isFolder(dir)) {
    throw new UserError(`Cannot use --media "${text}": "${dir}" is not a folder`, {
      hint: "Create the folder or correct the path",
      exitCode: 2,
    });
  }
  return { prefix: prefix.replace(/\/+$/, ""), dir: resolve(dir) };
}

/** Access lines in Django's colours: server errors, client errors, redirects, the rest. */
function terminalReporter(terminal: Terminal): Reporter {
  return {
    say: (line) => terminal.say(line),
    access: (line, status) => {
      const style = accessStyle(status);
      terminal.say(style ? { style, text: line } : line);
    },
    warn: (message) => terminal.warn(message),
    error: (message, hint) => terminal.error(message, hint),
    passThrough: (bytes) => terminal.passThrough(bytes),
  };
}

function accessStyle(status: number): Style | undefined {
  if (status >= 500 || status === 0) return "magenta";
  if (status >= 400) return "yellow";
  return status === 304 || status >= 300 ? "cyan" : undefined;
}
