// Figures mean nothing without the machine that they were taken on.
import { cpus, loadavg } from "node:os";

/** One line: processor, cores, load, Deno. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const load = loadavg().map((average) => average.toFixed(1)).join(" ");
  const { deno, v8 } = Deno.version;
  return `${cpu?.model.trim() || "Unknown processor"}, ${navigator.hardwareConcurrency} cores, ` +
    `load ${load}, ${Deno.build.target}, Deno ${deno} (V8 ${v8})`;
}
