// Which burn function a stack ran in. Its name tells the rest: burn_timers_2$17 is kind, step and lane.
import type { Profile } from "../../src/model/profile.ts";

const BURN = /^burn_\w+_\d+\$\d+$/;
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
