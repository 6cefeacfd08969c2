// Which burn function a stack ran in, and what its name tells.
import type { Profile } from "../../src/model/profile.ts";

const BURN = /^burn_(\w+)_\d+\$(\d+)$/;
const GC = "(garbage collector)";

/**
 * The name of the burn function that each node is or lies below, undefined for none. Garbage collection is
 * none: V8 has it apart from every stack.
 */
export function burnFunctionByNode(
  { frames, nodeFrame, nodeParent }: Profile,
): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  for (let node = 0; node < nodeFrame.length; node++) {
    const { name } = frames[nodeFrame[node]!]!;
    if (BURN.test(name)) names.push(name);
    else names.push(name === GC || node === 0 ? undefined : names[nodeParent[node]!]);
  }
  return names;
}

/** "burn_timers_2$17" -> kind "timers", lane 17. Throws an Error for other names. */
export function parseBurnName(name: string): { kind: string; lane: number } {
  const [, kind, lane] = name.match(BURN) ?? [];
  if (kind === undefined) throw new Error(`"${name}" is no burn function`);
  return { kind, lane: Number(lane) };
}
