// A program for a process of its own: tries what its runtime can do and writes it to stdout as JSON. The argument says
// what is of interest, "features" or "precision".
import { writeSync } from "node:fs";
import { hostFeatures } from "./host_features.ts";
import { hostPrecision } from "./host_precision.ts";

/** As `serve` asks by default. */
const SAMPLING_INTERVAL = 200;

const answer = Deno.args.at(-1) === "precision"
  ? await hostPrecision(SAMPLING_INTERVAL)
  : await hostFeatures();
writeSync(1, JSON.stringify(answer));
