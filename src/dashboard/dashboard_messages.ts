// What the main thread and the worker of the dashboard say to each other.
import type { DashboardSettings } from "./serve_dashboard.ts";

/** The first and only message to the worker. */
export type DashboardRequest = DashboardSettings;

/** The worker's answer: where it listens, or why it does not. */
export type DashboardEvent =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string };
