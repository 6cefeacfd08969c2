// Hello world, and a handler with 2 ms of CPU and 5 ms of wait: what the bench measures the overhead on.

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function work(rounds: number): number {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum += fibonacci(17);
  return sum;
}

async function workAndWait(rounds: number): Promise<Response> {
  const sum = work(rounds);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return new Response(String(sum));
}

/** From a path as `/work?rounds=100`: how many take 2 ms is for the bench to find out. */
function roundsIn(url: string): number {
  return Number(url.slice(url.lastIndexOf("=") + 1));
}

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 0) }, (request) => {
  const { url } = request;
  if (url.endsWith("/hello")) return new Response("Hello, world");
  if (url.includes("/work?")) return workAndWait(roundsIn(url));
  if (url.endsWith("/__pid")) return new Response(String(Deno.pid));
  return new Response("There is nothing here", { status: 404 });
});
