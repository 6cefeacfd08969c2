// Handlers that wait at known places; each answers with how long it waited, by its own clock. The comments
// "wait: ..." mark the lines that the tests look for.

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function query(): Promise<number> {
  await sleep(20); // wait: query
  return 7;
}

async function loadUser(): Promise<number> {
  const id = await query();
  return id + 1;
}

async function slow(ms: number): Promise<void> {
  await sleep(ms); // wait: slow
}

async function both(): Promise<void> {
  await Promise.all([slow(10), slow(30)]);
}

async function* numbers(): AsyncGenerator<number> {
  for (let i = 0; i < 2; i++) {
    await sleep(15); // wait: numbers
    yield i;
  }
}

async function sumNumbers(): Promise<number> {
  let sum = 0;
  for await (const number of numbers()) sum += number;
  return sum;
}

/** Not a generator: its next() has no await of its own, so only the loop waits. */
const clock: AsyncIterable<number> = {
  [Symbol.asyncIterator]() {
    let ticks = 0;
    return {
      next: () =>
        new Promise((resolve) => {
          setTimeout(() => resolve({ done: ++ticks > 2, value: ticks }), 10);
        }),
    };
  },
};

async function readClock(): Promise<void> {
  for await (const _ of clock) { // wait: readClock
    // Each tick is 10 ms.
  }
}

function fetchRows(): Promise<string> {
  return sleep(20).then(function parseRows() { // wait: fetchRows
    return "rows";
  });
}

const napping: (() => void)[] = [];
let napSpunFor = 0;

/** Ready to go on as soon as somebody spins, but kept from it until the spin is over. */
async function nap(): Promise<void> {
  await new Promise<void>((resolve) => napping.push(resolve));
}

function spin(ms: number): number {
  const start = performance.now();
  for (const wake of napping.splice(0)) wake();
  while (performance.now() - start < ms);
  return napSpunFor = performance.now() - start;
}

const handlers: Readonly<Record<string, () => unknown>> = {
  "/await": loadUser,
  "/all": both,
  "/generator": sumNumbers,
  "/for_await": readClock,
  "/then": fetchRows,
  "/nap": nap,
  "/spin": () => spin(50),
};

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 0) }, async function serveWaits(request) {
  const { pathname } = new URL(request.url);
  if (pathname === "/__napping") return Response.json(napping.length);
  const start = performance.now();
  await handlers[pathname]!();
  const waitedMs = performance.now() - start;
  return Response.json({ waitedMs, spunForMs: napSpunFor });
});
