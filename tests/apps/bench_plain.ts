// Hello world, and a handler with 2 ms of CPU and 5 ms of wait: what the bench measures the overhead on.

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

/** How much work takes 2 ms here, alone on the thread; the same in every process of one bench. */
const ROUNDS = Number(Deno.env.get("WORK_ROUNDS") ?? 100);

function work(): number {
  let sum = 0;
  for (let i = 0; i < ROUNDS; i++) sum += fibonacci(17);
  return sum;
}

async function workAndWait(): Promise<Response> {
  const sum = work();
  await new Promise((resolve) => setTimeout(resolve, 5));
  return new Response(String(sum));
}

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 0) }, (request) => {
  const { url } = request;
  if (url.endsWith("/hello")) return new Response("Hello, world");
  if (url.endsWith("/work")) return workAndWait();
  if (url.endsWith("/__pid")) return new Response(String(Deno.pid));
  return new Response("There is nothing here", { status: 404 });
});
