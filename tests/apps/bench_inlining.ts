// The work is done in a function so small and hot that V8 inlines it, and it is optimised before the first
// request. A profiler that was started for the request would show outerLoop() alone.

function inlinedStep(x: number): number {
  let sum = 0;
  for (let i = 0; i < 20; i++) sum += Math.sqrt(x + i);
  return sum;
}

function inlinedPair(x: number): number {
  return inlinedStep(x) + inlinedStep(x * 2);
}

function outerLoop(count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += inlinedPair(i);
  return sum;
}

function work(ms: number): number {
  const end = performance.now() + ms;
  let sum = 0;
  while (performance.now() < end) sum += outerLoop(3_000);
  return sum;
}

work(300);
Deno.serve({ port: Number(Deno.env.get("PORT") ?? 0) }, () => new Response(String(work(40))));
