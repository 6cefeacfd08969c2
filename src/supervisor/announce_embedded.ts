// When no Deno was found and the executable hosts the app itself: says so, and what will not work, before anything is
// started.
import { basename } from "@std/path";
import { UserError } from "../errors.ts";
import { embeddedLimits, isUnreadable, missingFeatures } from "./embedded_limits.ts";
import { probeFeatures } from "./host_probe.ts";
import type { HostRuntime } from "./host_runtime.ts";
import { localGraph } from "./local_graph.ts";

const WAY_OUT = "Install Deno (npm install -g deno) or give its path with --deno";

/** Throws a UserError for an app or an option that cannot work there at all. */
export async function announceEmbedded(
  { runtime, module, denoFlags }: {
    runtime: HostRuntime;
    /** Absolute path. */
    module: string;
    denoFlags: readonly string[];
  },
  warn: (message: string) => void,
): Promise<void> {
  const [flag] = denoFlags;
  // Ignored, an app would get permissions that its author withholds.
  if (flag !== undefined) {
    throw new UserError(`Cannot use --deno-flag "${flag}": there is no Deno to give it to`, {
      hint: WAY_OUT,
    });
  }
  const features = await probeFeatures(runtime);
  const name = basename(module);
  const inside = `the Deno ${runtime.version} inside this executable`;
  if (isUnreadable(module, features)) {
    throw new UserError(
      `Cannot serve "${name}": no Deno found, and ${inside} reads no TypeScript`,
      {
        hint: WAY_OUT,
      },
    );
  }
  warn(
    `No Deno found, so ${name} runs in ${inside}, without ${missingFeatures(features)}; ` +
      `import.meta.main is false. ${WAY_OUT} to have them`,
  );
  embeddedLimits(await localGraph(module), features).forEach(warn);
}
