// Kinds that wait for Deno's own APIs: files, fetch, crypto, a worker shared by all requests.
import { type Kind, sleep } from "./kind.ts";
import { ask, upstream } from "./upstream_link.ts";

/** Kinds by the path that asks for them. */
export const ioKinds: Readonly<Record<string, Kind>> = {
  read_text_file: {
    steps: 2,
    async run(burn) {
      await Deno.readTextFile(new URL(import.meta.url));
      burn(1);
      await Deno.stat(new URL(import.meta.url));
      burn(2);
    },
  },
  fetch: {
    steps: 2,
    async run(burn) {
      const response = await fetch(`${upstream.url}/slow`);
      burn(1);
      await response.text();
      burn(2);
    },
  },
  fetch_stream: {
    steps: 2,
    async run(burn) {
      const response = await fetch(`${upstream.url}/stream`);
      burn(1);
      for await (const _ of response.body!) burn(2, 1);
    },
  },
  subtle: {
    steps: 2,
    async run(burn) {
      await crypto.subtle.digest("SHA-256", new Uint8Array(100_000));
      burn(1);
      await sleep(1);
      await crypto.subtle.digest("SHA-512", new Uint8Array(100_000));
      burn(2);
    },
  },
  shared_worker: {
    steps: 2,
    async run(burn) {
      await ask(() => burn(1));
      burn(2);
    },
  },
};
