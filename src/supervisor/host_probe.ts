// Asks a runtime what it can do, by running agent/probe.ts in it.
import { fromFileUrl, join } from "@std/path";
import { UserError } from "../errors.ts";
import type { HostFeatures, HostPrecision } from "../wire/host_features.ts";
import type { HostRuntime } from "./host_runtime.ts";

/** What the runtime inside of the executable can load; about 40 ms. */
export async function probeFeatures(runtime: HostRuntime): Promise<HostFeatures> {
  return await ask(runtime, "features") as HostFeatures;
}

/** How finely the runtime sees time, asked for `samplingInterval` in microseconds; about 0.3 s of CPU. */
export async function probePrecision(
  runtime: HostRuntime,
  samplingInterval: number,
): Promise<HostPrecision> {
  return await ask(runtime, "precision", String(samplingInterval)) as HostPrecision;
}

async function ask(runtime: HostRuntime, ...what: readonly string[]): Promise<unknown> {
  const dir = await Deno.makeTempDir({ prefix: "rps-probe-" });
  try {
    const { success, stdout, stderr } = await new Deno.Command(runtime.path, {
      args: runtime.isEmbedded
        ? ["__probe", ...what]
        : ["run", "-A", "--no-check", "--no-config", await probeFile(dir), ...what],
      cwd: dir,
      stdin: "null",
      env: { NO_COLOR: "1" },
    }).output();
    if (success) return JSON.parse(new TextDecoder().decode(stdout));
    const reason = new TextDecoder().decode(stderr).trim().split("\n").at(0);
    throw new UserError(`Cannot use Deno ${runtime.version} at "${runtime.path}": ${reason}`, {
      hint: "Give another one with --deno",
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Another process cannot read what is inside of the executable. */
async function probeFile(dir: string): Promise<string> {
  if (!Deno.build.standalone) return fromFileUrl(new URL("../agent/probe.ts", import.meta.url));
  const path = join(dir, "probe.js");
  await Deno.writeTextFile(path, await Deno.readTextFile(new URL("./probe.js", import.meta.url)));
  return path;
}
