// `serve`, composed: the gate in front, the app's process behind it, the session's requests to the writer,
// the watcher to the reload. Reads as a table of contents.
import { resolve } from "@std/path";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { Attribution } from "../model/attribution.ts";
import { ProfileDir } from "../store/profile_dir.ts";
import type { Launch, SharedSettings } from "./agent_process.ts";
import { AppHost, GRACE_MS, type Ready } from "./app_host.ts";
import { bannerLines, checkedLine, reloadedLine } from "./banner.ts";
import { ControlServer } from "./control_server.ts";
import { Gate } from "../gate/gate.ts";
import { agentFile, findHostRuntime, type HostRuntime } from "./host_runtime.ts";
import { moduleGraph } from "./module_graph.ts";
import { Recorder } from "./recorder.ts";
import type { RecordingOptions } from "./recording_messages.ts";
import type { Reporter, ServeOptions } from "./serve_options.ts";
import { type Stop, untilStopped } from "./stop_signals.ts";
import { Watcher } from "./watcher.ts";

const EXIT_BUG = 70;
/** After the second Ctrl-C, as shells expect it. */
const EXIT_INTERRUPTED = 130;

/** Serves until it is told to stop; returns the exit code. Throws a UserError for what is wrong before that. */
export async function supervise(options: ServeOptions, reporter: Reporter): Promise<number> {
  const module = await modulePath(options.module);
  const runtime = await findHostRuntime(options.deno);
  const dir = await openProfileDir(options.profPath);
  const gate = new Gate({
    connected: ({ generation }, upstreamPort, client) =>
      host?.clientConnected(generation, upstreamPort, client),
    disconnected: ({ generation }, upstreamPort) =>
      host?.clientDisconnected(generation, upstreamPort),
    clientEnded: ({ generation }, upstreamPort) => host?.clientGone(generation, upstreamPort),
    hasBegun: (generation, upstreamPort, answered) =>
      host?.hasBegun(generation, upstreamPort, answered) ?? false,
    arrived: ({ generation }, upstreamPort, at) => host?.arrived(generation, upstreamPort, at),
    failed: (error) => reporter.warn(`The gate: ${error}`),
  });
  // The port comes before the child: when it is taken, nothing has been started yet.
  const address = gate.listen(options.hostname, options.port);
  const stop = untilStopped();
  const spoolDir = await Deno.makeTempDir({ prefix: "runprofileserver-" });
  const control = new ControlServer();
  const recorder = new Recorder(
    recordingOptions(options, { profPath: dir.path, cacheDir: runtime.cacheDir }),
    reporter,
    (message) => {
      reporter.error(`The recording has failed: ${message}`, "This is a bug, please report it");
      stop.stop(EXIT_BUG);
    },
  );
  let host: AppHost | undefined;
  try {
    host = new AppHost({
      launch: await launchOf(options, { module, runtime, spoolDir }),
      settings: settingsOf(options, address),
      spoolDir,
      control,
      gate,
      recorder,
      reporter,
      isReloading: options.isReloading,
      ready: announcer({ options, reporter, runtime, dir, address }),
      failed: () => options.isReloading || stop.stop(1),
    });
    const unwatch = options.isReloading ? watchApp(host, { module, runtime, reporter }) : () => {};
    host.start();
    const exitCode = await stop.first;
    unwatch();
    const isImpatient = await stopServing(host, gate, stop);
    if (exitCode !== EXIT_BUG) sumUp(await recorder.flush(), reporter);
    return isImpatient ? EXIT_INTERRUPTED : exitCode;
  } finally {
    recorder.terminate();
    control.close();
    await Deno.remove(spoolDir, { recursive: true }).catch(() => {});
  }
}

async function launchOf(
  options: ServeOptions,
  { module, runtime, spoolDir }: { module: string; runtime: HostRuntime; spoolDir: string },
): Promise<Launch> {
  return {
    deno: runtime.path,
    denoFlags: options.denoFlags,
    agentPath: await agentFile(spoolDir),
    module,
    appArguments: options.appArguments,
  };
}

function recordingOptions(
  options: ServeOptions,
  paths: Pick<RecordingOptions, "profPath" | "cacheDir">,
): RecordingOptions {
  const { template, codecs, minMs, samplingInterval, creator } = options;
  return {
    ...paths,
    template: template.text,
    codecs: codecs.map(({ name }) => name),
    minMs,
    samplingInterval,
    base: Deno.cwd(),
    creator,
  };
}

function settingsOf(options: ServeOptions, { hostname, port }: Deno.NetAddr): SharedSettings {
  const { samplingInterval, isSerial, hasWaits, media, profiled, unprofiled } = options;
  return { hostname, port, samplingInterval, isSerial, hasWaits, media, profiled, unprofiled };
}

/** Reloads the app when one of its files changes, until the returned function is called. */
function watchApp(
  host: AppHost,
  { module, runtime, reporter }: { module: string; runtime: HostRuntime; reporter: Reporter },
): () => void {
  const watcher = new Watcher((changed) => {
    host.reload(changed);
    void watchGraph();
  }, (reason) => reporter.warn(`No reload, the app's folders cannot be watched: ${reason}`));
  const watchGraph = async () => watcher.watch(await moduleGraph(runtime.path, module));
  watcher.watch([module]);
  void watchGraph();
  return () => watcher.close();
}

/** Requests first, then the processes; true when somebody was too impatient to wait for it. */
async function stopServing(host: AppHost, gate: Gate, stop: Stop): Promise<boolean> {
  const stopped = gate.close(GRACE_MS).then(() => host.stop()).then(() => false);
  const isImpatient = await Promise.race([stopped, stop.second.then(() => true)]);
  if (isImpatient) await host.kill();
  return isImpatient;
}

/** How far the profiles can be trusted, said once at the end. */
function sumUp({ attributed, unattributed }: Attribution, reporter: Reporter): void {
  const all = attributed + unattributed;
  if (all === 0) return;
  const time = all < 1e6 ? `${(all / 1e3).toFixed(0)} ms` : `${(all / 1e6).toFixed(1)} s`;
  const share = (unattributed / all * 100).toFixed(1);
  reporter.say(
    `Of ${time} that the app worked during requests, ${share} % could not be given to one.`,
  );
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
}): (ready: Ready) => void {
  let isFirst = true;
  return (ready) => {
    const { options, reporter, runtime, dir, address } = context;
    if (!isFirst) return reporter.say(reloadedLine(ready));
    isFirst = false;
    reporter.say(checkedLine(options.module, ready));
    bannerLines({ options, runtime, profiles: dir.path, address, secure: ready.secure })
      .forEach((line) => reporter.say(line));
  };
}
