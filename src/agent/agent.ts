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
import { LoadedFiles } from "./loaded_files.ts";
import { detached, trackOwners } from "./owner_tracker.ts";
import { drain, exitSoon, reportEnds } from "./endings.ts";
import { mainExports } from "./main_exports.ts";
import { mediaHandler } from "./media/media.ts";
import { interceptNodeHttp } from "./node/node_http.ts";
import { Outbox } from "./outbox.ts";
import { noteResponseBodies } from "./response_body.ts";
import { profileHeaders } from "./profile_headers.ts";
import { RequestLog } from "./request_log.ts";
import { routeFinder } from "./routes/route_finder.ts";
import { Sampler } from "./sampler.ts";
import { SamplingPace } from "./sampling_pace.ts";
import { Servers } from "./servers.ts";
import { signalListeners } from "./signal_listeners.ts";
import { timers } from "./builtins.ts";
import { expectPortsTaken } from "./when_port_is_free.ts";

/** A module that waits for its server to end is never loaded; it is told to be hosted after this time. */
const MAX_LOAD_MS = 100;

/** From the end of the loading until a server is missed. */
const MAX_SERVER_MS = 5_000;
/** The process before a reload may hold ports so long, even if it is busy; it closes its listeners first. */
const PORTS_TAKEN_MS = 5_000;

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
const sampler = new Sampler(outbox, new SamplingPace(settings.samplingIntervals));
const hosting: Hosting = {
  servers: new Servers(outbox, settings),
  clients: new Clients(),
  log: new RequestLog(outbox, sampler, settings),
  media: settings.media.length > 0 ? mediaHandler(settings.media) : () => undefined,
};
const link = await ControlLink.open(settings.controlPort, settings.token);
outbox.wake = () => detached(() => link.wake());
outbox.tell = (record) => detached(() => link.send(record));
const go = Promise.withResolvers<void>();
void link.listen(obey, () => {
  end("SIGTERM");
  detached(exitSoon);
});
// Before the profiler is started: a spare that waits costs no CPU. The link keeps it alive meanwhile.
if (settings.isSpare) await go.promise;
await sampler.start();
const files = settings.isWatched ? new LoadedFiles(outbox, hosting.log, ownUrl()) : undefined;
expectPortsTaken(PORTS_TAKEN_MS);
profileHeaders.url = settings.profileUrl ?? "";

trackOwners(settings, (error) => {
  outbox.write({ kind: "warning", message: `Lost track of who runs what: ${error}` });
});
noteResponseBodies();
interceptDenoServe(hosting);
interceptNodeHttp(hosting);
reportEnds(outbox, hosting.log);
signalListeners.note();
for (const permission of settings.lent) Deno.permissions.revokeSync(permission);
let isHosted = false;
addEventListener("load", () => void detached(hostExports));
void hosting.servers.up.then(() => {
  timers.setTimeout(() => tellHosted(hosting.servers.description), MAX_LOAD_MS).unref();
});
link.unref();

/** What all of our scripts in this process are below. Bundled, they are in one folder, maybe the app's parent's. */
function ownUrl(): string {
  const isBundled = import.meta.url.endsWith(".js");
  return new URL(isBundled ? "." : "..", import.meta.url).href;
}

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
      return end(command.signal);
    case "client":
      return hosting.clients.set(command.upstreamPort, command);
    case "client-gone":
      return hosting.clients.delete(command.upstreamPort);
  }
}

function end(signal: Deno.Signal): void {
  void detached(() => drain({ ...hosting, sampler, outbox }, signal));
}

/** Deno hosts `export default { fetch }` by itself; every other shape is started here. */
async function hostExports(): Promise<void> {
  const { servers, log } = hosting;
  const module = await mainExports.load();
  const hostable = findHostable(module);
  if (hostable) log.routeOf = routeFinder(hostable.app) ?? log.routeOf;
  if (servers.count === 0) await hostable?.host();
  if (servers.count > 0 || hostable) tellHosted(hostable?.description ?? servers.description);
  else expectServer(Object.keys(module));
}

/** Some programs read their files first and listen then; what has nothing left to do will not. */
function expectServer(exports: string[]): void {
  const report = () => {
    if (hosting.servers.count > 0) return;
    outbox.write({ kind: "no-server", exports });
    timers.clearTimeout(timer);
    removeEventListener("beforeunload", report);
  };
  const timer = timers.setTimeout(report, MAX_SERVER_MS);
  timer.unref();
  addEventListener("beforeunload", report);
}

function tellHosted(shape: string): void {
  if (isHosted) return;
  isHosted = true;
  outbox.write({ kind: "hosted", shape });
  if (files) tellLoadedFiles(files);
}

function tellLoadedFiles(files: LoadedFiles): void {
  const { log } = hosting;
  const { routeOf } = log;
  log.routeOf = (head) => {
    const route = routeOf(head);
    files.visited(`${head.method} ${route}`);
    return route;
  };
  files.lookSoon();
}
