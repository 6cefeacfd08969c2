// Where the dashboard listens: where it was told to, or on the first free port from 8001 on.
import { UserError } from "../errors.ts";
import { parseAddress } from "./address.ts";
import { systemReason } from "./system_reason.ts";

const DEFAULT_PORT = 8001;
/** A few servers side by side have neighbouring ports; more take any. */
const PORTS_TRIED = 20;

/** An address to listen on; port 0 = any free one. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/**
 * Opens something at an address that the user gave, or without one at the default address or the next free port.
 * Throws a UserError when the address cannot be had.
 */
export async function openAtAddress<T>(
  text: string | undefined,
  open: (address: Address) => T | Promise<T>,
): Promise<T> {
  if (text !== undefined) return await openOrExplain(text, open);
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; port++) {
    try {
      return await open({ hostname: "127.0.0.1", port });
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  return await open({ hostname: "127.0.0.1", port: 0 });
}

async function openOrExplain<T>(
  text: string,
  open: (address: Address) => T | Promise<T>,
): Promise<T> {
  const address = parseAddress(text);
  try {
    return await open(address);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    const reason = error instanceof Deno.errors.AddrInUse
      ? "the port is already in use"
      : systemReason(error) ?? error.message;
    throw new UserError(`Cannot open the dashboard at "${text}": ${reason}`, {
      hint: "Choose another port, or leave it out for the next free one from 8001 on",
      cause: error,
    });
  }
}
