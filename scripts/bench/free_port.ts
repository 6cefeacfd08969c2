// A port for a program that cannot take any free one. Out of the range from which systems give ports to those who
// ask for any (32768 and above): there another process would get it before the program starts.
const LOWEST = 10_000;
const HIGHEST = 32_000;

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export function freePort(): number {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
