// Binds the public port, and says in the user's terms why that failed.

import { UserError } from "../errors.ts";

/** Listens on the address (port 0 = any free one). Throws a UserError when the system refuses. */
export function gateListen(hostname: string, port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port });
  } catch (cause) {
    const { reason, hint } = explain(cause, port);
    const address = hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
    throw new UserError(`Cannot listen on ${address}: ${reason}`, { hint, cause });
  }
}

function explain(cause: unknown, port: number): { reason: string; hint: string } {
  if (cause instanceof Deno.errors.AddrInUse) {
    return {
      reason: "the port is already in use",
      hint: `Free it or choose another: ${example(port < 65_535 ? port + 1 : 8000)}`,
    };
  }
  // The class is NotCapable where Deno's own permissions refuse, PermissionDenied where the system does.
  if (cause instanceof Deno.errors.PermissionDenied) {
    return {
      reason: "not permitted",
      hint: `Ports below 1024 need more rights; choose a higher one: ${example(8000)}`,
    };
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    return {
      reason: "this machine has no such address",
      hint: "Use 127.0.0.1 for this machine only, 0.0.0.0 for all of its addresses",
    };
  }
  return {
    reason: cause instanceof Error ? cause.message : String(cause),
    hint: "Give a host name or address of this machine and a port from 0 to 65535",
  };
}

function example(port: number): string {
  return `runprofileserver serve app.ts ${port}`;
}
