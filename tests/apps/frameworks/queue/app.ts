// A server that puts its requests into a queue and works them off in a loop of its own, as oak does on Deno.
const queue = new TransformStream<() => Promise<void>>(undefined, { highWaterMark: Infinity });
const writer = queue.writable.getWriter();

Deno.serve((request) => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  void writer.write(async () => resolve(await answer(request)));
  return promise;
});

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const id = Number(pathname.split("/").at(-1));
  burn(20);
  await new Promise((resolve) => setTimeout(resolve, 10));
  burn(10);
  return new Response(`burned for ${id}`);
}

function burn(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

for await (const work of queue.readable) void work();
