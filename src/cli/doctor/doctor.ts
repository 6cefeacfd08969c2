// `doctor`: looks at everything that `serve` needs and says what is there, what is missing, and what to do about it.
import { probePrecision } from "../../supervisor/host_probe.ts";
import { findHostRuntime, type HostRuntime } from "../../supervisor/host_runtime.ts";
import { UserError } from "../../errors.ts";
import type { Parsed } from "../command.ts";
import type { commands } from "../commands.ts";
import { checkPort } from "./doctor_ports.ts";
import { samplingIntervals } from "../sampling_intervals.ts";
import { checkPrecision } from "./doctor_precision.ts";
import { checkTempFolder } from "./doctor_temp_folder.ts";
import { checkViewer } from "./doctor_viewer.ts";
import type { Finding } from "./finding.ts";
import type { Terminal } from "../terminal.ts";
import { VERSION } from "../version.ts";

/** The ports that `serve` takes when it is not told otherwise. */
const PORTS = { app: 8000, dashboard: 8001 };

/** Prints a line per finding and returns the exit code: 1 when something fails. */
export async function runDoctor(
  { options }: Parsed<typeof commands.doctor>,
  terminal: Terminal,
): Promise<number> {
  let hasFailed = false;
  const tell = (findings: readonly Finding[]) => {
    for (const finding of findings) terminal.print(findingText(finding));
    hasFailed ||= findings.some(({ grade }) => grade === "fail");
  };
  tell([programFinding()]);
  const runtime = await checkRuntime(options.deno);
  tell([runtime.finding]);
  tell([
    await checkTempFolder(),
    checkPort("port", PORTS.app),
    checkPort("dashboard", PORTS.dashboard),
    checkViewer(),
  ]);
  if (runtime.found) {
    tell(checkPrecision(await probePrecision(runtime.found, samplingIntervals.fine)));
  }
  return hasFailed ? 1 : 0;
}

/** "ok    clock         0.07 us", and the hint below it. */
export function findingText({ grade, subject, text, hint }: Finding): string {
  const line = `${grade.padEnd(5)} ${subject.padEnd(12)} ${text}\n`;
  return hint === undefined ? line : `${line}${" ".repeat(6)}hint: ${hint}\n`;
}

function programFinding(): Finding {
  const { deno, v8 } = Deno.version;
  const way = Deno.build.standalone ? "compiled with" : "from source, in";
  return {
    grade: "ok",
    subject: "program",
    text: `runprofileserver ${VERSION}, ${way} Deno ${deno}, V8 ${v8}`,
  };
}

/** The runtime for the app, undefined when there is none that could be used. */
async function checkRuntime(
  wanted: string | undefined,
): Promise<{ finding: Finding; found?: HostRuntime }> {
  const subject = "runtime";
  try {
    const found = await findHostRuntime(wanted);
    const { path, version, isEmbedded } = found;
    if (!isEmbedded) {
      return { found, finding: { grade: "ok", subject, text: `Deno ${version} at ${path}` } };
    }
    const text =
      `No Deno found; apps in plain JavaScript run in the Deno ${version} of this program`;
    const hint = "For all others install Deno (npm install -g deno) or give its path with --deno";
    return { found, finding: { grade: "warn", subject, text, hint } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { finding: { grade: "fail", subject, text: error.message, hint: error.hint } };
  }
}
