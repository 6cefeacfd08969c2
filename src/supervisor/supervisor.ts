// `serve`, composed: the gate in front, the app's process behind it, the session's requests to the writer,
// the watcher to the reload. Reads as a table of contents.
import { fromFileUrl, resolve } from "@std/path";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { secretMasker } from "../model/mask_secrets.ts";
import { ProfileDir } from "../store/profile_dir.ts";
import type { SharedSettings } from "./agent_process.ts";
import type { Launch } from "./launch_arguments.ts";
import { announceEmbedded } from "./announce_embedded.ts";
import { AppHost, GRACE_MS, type Ready } from "./app_host.ts";
import { attributionLine } from "./attribution_line.ts";
import { bannerLines, checkedLine, reloadedLine, serverUrl } from "./banner.ts";
import { ControlServer } from "./control_server.ts";
import { finishRecording } from "./finish_recording.ts";
import { Gate } from "../gate/gate.ts";
import { agentFile, findHostRuntime, type HostRuntime } from "./host_runtime.ts";
import { moduleGraph } from "./module_graph.ts";
import { Recorder, type RecorderEvents } from "./recorder.ts";
import type { RecordingOptions } from "./recording_messages.ts";
import { recoverSpools } from "./recover_spools.ts";
import type { Dashboard, Reporter, ServeOptions } from "./serve_options.ts";
import { SpoolDir } from "./spool_dir.ts";
import { type Stop, untilStopped } from "./stop_signals.ts";
import { Watcher } from "./watcher.ts";

const EXIT_BUG = 70;
/** After the second Ctrl-C, as shells expect it. */
const EXIT_INTERRUPTED = 130;
/** Whoever has to wait so long for the end asks why. */
const FINISHING_MS = 1_000;
const FINISHING = "Finishing the requests in flight and the app, CONTROL-C again ends at once";

/** Serves until it is told to stop; returns the exit code. Throws a UserError for what is wrong before that. */
export async function supervise(options: ServeOptions, reporter: Reporter): Promise<number> {
  const module = await modulePath(options.module);
  const runtime = await findHostRuntime(options.deno);
  if (runtime.isEmbedded) {
    await announceEmbedded({ runtime, module, denoFlags: options.denoFlags }, reporter.warn);
  }
  const dir = await openProfileDir(options.profPath);
  const gate = gateTo(() => host, reporter);
  // The port comes before the child: when it is taken, nothing has been started yet.
  const address = gate.listen(options.hostname, options.port);
  const dashboard = await openDashboard(options, { gate, dir, address });
  const stop = untilStopped();
  const spool = await SpoolDir.create();
  const control = new ControlServer();
  const recording = recordingOptions(options, { dir, cacheDir: runtime.cacheDir, spool });
  await spool.writeOptions(recording);
  const recorder = startRecorder(recording, reporter, stop);
  const stopRecovery = new AbortController();
  const recovered = recoverSpools(reporter, stopRecovery.signal);
  const watched = watchApp({ host: () => host, module, runtime, reporter });
  let host: AppHost | undefined;
  try {
    host = new AppHost({
      launch: await launchOf(options, { module, runtime, spoolDir: spool.path }),
      settings: settingsOf(options, address, dashboard),
      spoolDir: spool.path,
      control,
      gate,
      recorder,
      reporter,
      isReloading: options.isReloading,
      loaded: watched.loaded,
      ready: announcer({ options, reporter, runtime, dir, address, dashboard }),
      mask: secretMasker(options.masks),
      failed: (exitCode) => options.isReloading || stop.stop(exitCode),
    });
    if (options.isReloading) watched.start();
    host.start();
    const { exitCode, signal } = await stop.first;
    watched.close();
    const isImpatient = await stopServing({ host, gate, stop, reporter }, signal);
    if (exitCode === EXIT_BUG) return exitCode;
    const { second } = stop;
    const sums = await finishRecording({ recorder, reporter, isImpatient, second });
    const line = sums && attributionLine(sums);
    if (line) reporter.say(line);
    if (!sums) spool.release();
    return isImpatient || !sums ? EXIT_INTERRUPTED : exitCode;
  } finally {
    dashboard?.close();
    recorder.terminate();
    control.close();
    stopRecovery.abort();
    await recovered;
    await spool.remove();
  }
}

/** A gate that asks and tells the host, as soon as there is one. */
function gateTo(host: () => AppHost | undefined, reporter: Reporter): Gate {
  return new Gate({
    connected: ({ generation }, upstreamPort, client) =>
      host()?.clientConnected(generation, upstreamPort, client),
    disconnected: ({ generation }, upstreamPort) =>
      host()?.clientDisconnected(generation, upstreamPort),
    clientEnded: ({ generation }, upstreamPort) => host()?.clientGone(generation, upstreamPort),
    hasBegun: (generation, upstreamPort, answered) =>
      host()?.hasBegun(generation, upstreamPort, answered) ?? false,
    arrived: ({ generation }, upstreamPort, at) => host()?.arrived(generation, upstreamPort, at),
    failed: (error) => reporter.warn(`The gate: ${error}`),
  });
}

async function openDashboard(
  { openDashboard }: ServeOptions,
  { gate, dir, address }: { gate: Gate; dir: ProfileDir; address: Deno.NetAddr },
): Promise<Dashboard | undefined> {
  try {
    return await openDashboard?.({ folder: dir.path, appUrl: serverUrl(address, false) });
  } catch (error) {
    await gate.close(0);
    throw error;
  }
}

async function launchOf(
  options: ServeOptions,
  { module, runtime, spoolDir }: { module: string; runtime: HostRuntime; spoolDir: string },
): Promise<Launch> {
  return {
    deno: runtime.path,
    isEmbedded: runtime.isEmbedded,
    denoFlags: options.denoFlags,
    agentPath: await agentFile(spoolDir),
    module,
    appArguments: options.appArguments,
  };
}

function recordingOptions(
  options: ServeOptions,
  { dir, cacheDir, spool }: { dir: ProfileDir; cacheDir: string; spool: SpoolDir },
): RecordingOptions {
  const { template, codecs, minMs, keep, creator } = options;
  return {
    profPath: dir.path,
    isPrivate: options.profPath === undefined,
    masks: options.masks,
    key: spool.key,
    doneLog: spool.doneLog,
    cacheDir,
    template: template.text,
    codecs: codecs.map(({ name }) => name),
    minMs,
    keep,
    base: Deno.cwd(),
    creator,
  };
}

function startRecorder(options: RecordingOptions, reporter: Reporter, stop: Stop): Recorder {
  return new Recorder(options, recorderEvents(reporter), (message) => {
    reporter.error(`The recording has failed: ${message}`, "This is a bug, please report it");
    stop.stop(EXIT_BUG);
  });
}

function recorderEvents(reporter: Reporter): RecorderEvents {
  return {
    access: (line, status) => reporter.access(line, status),
    warn: (message) => reporter.warn(message),
    lost: (message) => reporter.warn(message),
    delay: (message) => reporter.warn(message),
  };
}

function settingsOf(
  options: ServeOptions,
  { hostname, port }: Deno.NetAddr,
  dashboard: Dashboard | undefined,
): SharedSettings {
  const { samplingIntervals, isSerial, hasWaits, media, profiled, unprofiled } = options;
  return {
    hostname,
    port,
    samplingIntervals,
    isSerial,
    hasWaits,
    media,
    profiled,
    unprofiled,
    isWatched: options.isReloading,
    ...(dashboard && { profileUrl: `${dashboard.url}id/` }),
  };
}

interface WatchedApp {
  start(): void;
  /** The app consists of these files as well. */
  loaded(urls: readonly string[]): void;
  close(): void;
}

/** Reloads the app when one of its files changes, between start() and close(). */
function watchApp(
  { host, module, runtime, reporter }: {
    host: () => AppHost | undefined;
    module: string;
    runtime: HostRuntime;
    reporter: Reporter;
  },
): WatchedApp {
  let graph = [module];
  const loaded = new Set<string>();
  const watcher = new Watcher((changed) => {
    host()?.reload(changed);
    void watchGraph();
  }, (reason) => reporter.warn(`No reload, the app's folders cannot be watched: ${reason}`));
  const watch = () => watcher.watch(new Set([...graph, ...loaded]));
  const watchGraph = async () => {
    graph = await moduleGraph(runtime, module);
    watch();
  };
  return {
    start: () => {
      watch();
      void watchGraph();
    },
    loaded: (urls) => {
      for (const url of urls) loaded.add(fromFileUrl(url));
      watch();
    },
    close: () => watcher.close(),
  };
}

/** True when somebody was too impatient to wait for it. */
async function stopServing(
  { host, gate, stop, reporter }: { host: AppHost; gate: Gate; stop: Stop; reporter: Reporter },
  signal: Deno.Signal,
): Promise<boolean> {
  // Both at once: what TLS and HTTP/2 have in flight, and which sockets never end, only the app's process knows.
  const stopped = Promise.all([gate.close(GRACE_MS), host.stop(signal)]).then(() => false);
  const timer = setTimeout(() => reporter.say(FINISHING), FINISHING_MS);
  const isImpatient = await Promise.race([stopped, stop.second.then(() => true)]);
  clearTimeout(timer);
  if (isImpatient) await host.kill();
  return isImpatient;
}

async function modulePath(module: string): Promise<string> {
  const path = resolve(module);
  try {
    if ((await Deno.stat(path)).isFile) return await Deno.realPath(path);
  } catch {
    // Told below, like everything else that is no file.
  }
  throw new UserError(`Cannot serve "${module}": there is no such file`, {
    hint: "MODULE is the path of the app's main module, e.g. app.ts",
  });
}

function openProfileDir(path: string | undefined): Promise<ProfileDir> {
  return path === undefined
    ? ProfileDir.open(join(tmpdir(), "runprofileserver"), { private: true })
    : ProfileDir.open(path);
}

/** The banner when the app is up for the first time, a line when it is up again. */
function announcer(context: {
  options: ServeOptions;
  reporter: Reporter;
  runtime: HostRuntime;
  dir: ProfileDir;
  address: Deno.NetAddr;
  dashboard: Dashboard | undefined;
}): (ready: Ready) => void {
  let isFirst = true;
  return (ready) => {
    const { options, reporter, runtime, dir, address, dashboard } = context;
    if (!isFirst) return reporter.say(reloadedLine(ready));
    isFirst = false;
    const { secure } = ready;
    if (dashboard) dashboard.appUrl = serverUrl(address, secure);
    reporter.say(checkedLine(options.module, ready));
    const dashboardUrl = dashboard?.url;
    bannerLines({ options, runtime, profiles: dir.path, address, secure, dashboardUrl })
      .forEach((line) => reporter.say(line));
  };
}
