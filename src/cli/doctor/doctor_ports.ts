// Whether a port can be had on loopback.
import type { Finding } from "./finding.ts";

/** Takes the port for a moment. */
export function checkPort(subject: string, port: number): Finding {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return { grade: "ok", subject, text: `127.0.0.1:${port} is free` };
  } catch (error) {
    const text = error instanceof Deno.errors.AddrInUse
      ? `127.0.0.1:${port} is taken`
      : `127.0.0.1:${port} cannot be had: ${error instanceof Error ? error.message : error}`;
    return { grade: "warn", subject, text, hint: "Give serve another port, 0 for any free one" };
  }
}
