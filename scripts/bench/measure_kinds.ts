// One run of the kinds app below the profiler: load, stop, and all evidence collected.
import { fileURLToPath } from "node:url";
import { AppProcess } from "./app_process.ts";
import { type Evidence, requestNumber } from "./judge.ts";
import { type KindsLoad, loadKinds } from "./load_kinds.ts";
import { keepSpool, readRawSamples } from "./raw_samples.ts";
import { readProfiles } from "./read_profiles.ts";

const KINDS_APP = fileURLToPath(new URL("../../tests/apps/kinds.ts", import.meta.url));

/** Runs the load. Throws an Error when a request fails or the server does not stop cleanly. */
export async function measureKinds(load: Omit<KindsLoad, "origin">): Promise<Evidence> {
  const tempDir = await Deno.makeTempDir();
  try {
    const profPath = `${tempDir}/profiles`;
    await using app = await AppProcess.start(KINDS_APP, { profPath, tempDir });
    const spool = await keepSpool(tempDir);
    const truth = await loadKinds({ origin: app.origin, ...load });
    const { code, stderr } = await app.stop();
    if (code !== 0) throw new Error(`The server ended with ${code}: ${stderr}`);
    const profiled = await readProfiles(profPath);
    return {
      ...truth,
      raw: await readRawSamples(spool),
      profiled: profiled.filter((one) => requestNumber(one) > 0),
    };
  } finally {
    await Deno.remove(tempDir, { recursive: true });
  }
}
