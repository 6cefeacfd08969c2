// Lives in the app's process: `deno run --preload agent.ts app.ts` makes the user's file the main module,
// so its import map, packages and settings work natively. Decides nothing: it stamps, and appends to the
// spool. Nothing here may keep the event loop alive.
import type { Command } from "../wire/settings.ts";
import { type AgentSettings, SETTINGS_VARIABLE } from "../wire/settings.ts";
import { WIRE_VERSION } from "../wire/records.ts";
import { findHostable } from "./app_exports.ts";
import { Clients } from "./clients.ts";
import { ControlLink } from "./control_link.ts";
import { type Hosting, interceptDenoServe } from "./deno_serve.ts";
import { detached, trackOwners } from "./owner_tracker.ts";
import { drain, reportEnds } from "./endings.ts";
import { mediaHandler } from "./media.ts";
import { interceptNodeHttp } from "./node_http.ts";
import { Outbox } from "./outbox.ts";
import { noteResponseBodies } from "./response_body.ts";
import { RequestLog } from "./request_log.ts";
import { routeFinder } from "./route_finder.ts";
import { Sampler } from "./sampler.ts";
import { Servers } from "./servers.ts";
import { timers } from "./builtins.ts";

/** A module that waits for its server to end is never loaded; it is told to be hosted after this time. */
const MAX_LOAD_MS = 100;

const settings = takeSettings();
const outbox = new Outbox(settings.spool);
outbox.write({
  kind: "booted",
  version: WIRE_VERSION,
  pid: Deno.pid,
  deno: Deno.version.deno,
  v8: Deno.version.v8,
  timeOrigin: performance.timeOrigin,
  agentUrl: new URL(".", import.meta.url).href,
});
const sampler = new Sampler(outbox);
await sampler.start(settings.samplingInterval);
const hosting: Hosting = {
  servers: new Servers(outbox, settings),
  clients: new Clients(),
  log: new RequestLog(outbox, sampler, settings),
  media: settings.media.length > 0 ? mediaHandler(settings.media) : () => undefined,
};
const link = await ControlLink.open(settings.controlPort, settings.token);
outbox.wake = () => detached(() => link.wake());
const go = Promise.withResolvers<void>();
if (!settings.isSpare) go.resolve();
void link.listen(obey, () => end());

trackOwners(settings);
noteResponseBodies();
interceptDenoServe(hosting);
interceptNodeHttp(hosting);
reportEnds(outbox, hosting.log);
let isHosted = false;
addEventListener("load", () => void detached(hostExports));
void hosting.servers.up.then(() => {
  timers.setTimeout(() => tellHosted(hosting.servers.description), MAX_LOAD_MS).unref();
});
await go.promise;
link.unref();

/** The settings hold a secret: nobody else shall find them in the environment. */
function takeSettings(): AgentSettings {
  const text = Deno.env.get(SETTINGS_VARIABLE);
  if (text === undefined) throw new Error(`The agent needs ${SETTINGS_VARIABLE}`);
  Deno.env.delete(SETTINGS_VARIABLE);
  const parsed: AgentSettings = JSON.parse(text);
  if (parsed.version !== WIRE_VERSION) {
    throw new Error(`The agent speaks version ${WIRE_VERSION}, the supervisor ${parsed.version}`);
  }
  return parsed;
}

function obey(command: Command): void {
  switch (command.kind) {
    case "go":
      hosting.log.firstId = command.firstId;
      return go.resolve();
    case "drain":
      return end();
    case "client":
      return hosting.clients.set(command.upstreamPort, command);
    case "client-gone":
      return hosting.clients.delete(command.upstreamPort);
  }
}

function end(): void {
  void detached(() => drain({ ...hosting, sampler, outbox }));
}

/** Deno hosts `export default { fetch }` by itself; every other shape is started here. */
async function hostExports(): Promise<void> {
  const { servers, log } = hosting;
  const module = await import(Deno.mainModule);
  const hostable = findHostable(module);
  if (hostable) log.routeOf = routeFinder(hostable.app) ?? log.routeOf;
  if (servers.count === 0) await hostable?.host();
  if (servers.count === 0 && !hostable) {
    outbox.write({ kind: "no-server", exports: Object.keys(module) });
  } else {
    tellHosted(hostable?.description ?? servers.description);
  }
}

function tellHosted(shape: string): void {
  if (isHosted) return;
  isHosted = true;
  outbox.write({ kind: "hosted", shape });
}
