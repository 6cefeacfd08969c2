// A program for a process of its own: tries what its runtime can do and writes it to stdout as JSON. The argument says
// what is of interest, "features", or "precision" and the sampling interval to try.
import { writeSync } from "node:fs";
import { hostFeatures } from "./host_features.ts";
import { hostPrecision } from "./host_precision.ts";

const [what, interval] = Deno.args.slice(-2);
const answer = what === "precision" ? await hostPrecision(Number(interval)) : await hostFeatures();
writeSync(1, JSON.stringify(answer));
