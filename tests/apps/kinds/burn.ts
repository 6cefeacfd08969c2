// Burns CPU in functions that exist once per kind, step and lane, and keeps the truth about each burn. Requests
// in flight never share a lane, so the name of a sampled function alone tells which request it ran for.

/** One burn, as the burning function saw it. */
export interface Burned {
  /** The request's ?n=. */
  readonly n: number;
  /** The function's name, e.g. "burn_timers_2$17": kind, step, lane. */
  readonly name: string;
  /** performance.now() milliseconds. */
  readonly from: number;
  readonly until: number;
}

/** Burns in the step's own function, 2 ms unless told otherwise. */
export type Burn = (step: number, ms?: number) => void;

/** More than requests are in flight at any time. */
export const LANES = 64;

type BurnFunction = (n: number, ms: number, spin: typeof spinFor) => void;

const byName = new Map<string, BurnFunction>();
let burned: Burned[] = [];

/**
 * Makes the functions of a kind, before the first request so that no request pays for it. V8 names a function
 * after its source, and closures of one source share it: hence one piece of source text for each. They only
 * call the function that all share, or each of them would have to get hot by itself.
 */
export function declareBurns(kind: string, steps: number): void {
  const names = Array.from({ length: steps * LANES }, (_, i) => {
    return `burn_${kind}_${i % steps + 1}$${Math.floor(i / steps)}`;
  });
  const functions = names.map((name) => {
    return `function ${name}(n, ms, spin) { spin("${name}", n, ms); }`;
  });
  const source = `${functions.join("\n")}\nreturn { ${names.join(", ")} };`;
  const made: Record<string, BurnFunction> = new Function(source)();
  for (const [name, burn] of Object.entries(made)) {
    byName.set(name, burn);
    burn(0, 0, () => {}); // V8 compiles at the first call
  }
}

function spinFor(name: string, n: number, ms: number): void {
  const from = performance.now();
  let until = from;
  let sum = 0;
  while (until - from < ms) {
    for (let i = 0; i < 200; i++) sum += Math.sqrt(i);
    until = performance.now();
  }
  // The sum is looked at, so that the loop is not optimised away.
  if (sum > 0) burned.push({ n, name, from, until });
}

/** The burns of one request, told by its query: ?n=17&lane=3, and &scale=2 makes each burn twice as long. */
export function burnsOf(kind: string, query: URLSearchParams): Burn {
  const n = Number(query.get("n"));
  const lane = Number(query.get("lane"));
  const scale = Number(query.get("scale") ?? 1);
  return (step, ms = 2) => byName.get(`burn_${kind}_${step}$${lane}`)!(n, ms * scale, spinFor);
}

/** All burns since the last call. */
export function takeBurned(): Burned[] {
  const taken = burned;
  burned = [];
  return taken;
}
