// The dashboard beside an app: in a thread of its own, as reading a large profile takes longer than a byte may wait at
// the gate.
/// <reference lib="deno.worker" />
import type { DashboardEvent, DashboardRequest } from "./dashboard_messages.ts";
import { serveDashboard } from "./serve_dashboard.ts";

self.onmessage = async ({ data }: MessageEvent<DashboardRequest>) => {
  try {
    const { port } = await serveDashboard(data, { hostname: "127.0.0.1", port: 0 });
    post({ kind: "listening", port });
  } catch (error) {
    post({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
};

function post(event: DashboardEvent): void {
  self.postMessage(event);
}
