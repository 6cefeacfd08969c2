// A dashboard with a port: what `view` is, and what runs in the worker of `serve`.
import { dashboard } from "./app.tsx";
import type { DashboardContext } from "./dashboard_context.ts";
import { dashboardHosts } from "./dashboard_hosts.ts";
import { ProfileStore } from "./profile_store.ts";

/** What has to be known to serve a folder; plain data, so that it can be sent to a worker. */
export interface DashboardSettings extends Omit<DashboardContext, "store"> {
  /** Absolute. */
  readonly folder: string;
  /** The Host headers that are answered; undefined = the names of the address it listens on. */
  readonly hosts?: readonly string[];
}

/** A dashboard that runs. */
export interface RunningDashboard {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves until closed. Throws a UserError when the folder is not there, and Deno's error when the port is not. */
export async function serveDashboard(
  { folder, hosts, ...options }: DashboardSettings,
  { hostname, port }: { hostname: string; port: number },
): Promise<RunningDashboard> {
  const store = await ProfileStore.open(folder);
  // The port is known only afterwards, and no request is handled before this function has returned.
  const stop = new AbortController();
  const server = Deno.serve(
    { hostname, port, signal: stop.signal, onListen: () => {} },
    (request) => app.fetch(request),
  );
  const names = hosts ?? dashboardHosts(hostname, server.addr.port);
  const app = dashboard({ ...options, store, hosts: names });
  return {
    port: server.addr.port,
    close: async () => {
      store.close();
      // Not shutdown(): a live list never ends by itself.
      stop.abort();
      await server.finished;
    },
  };
}
