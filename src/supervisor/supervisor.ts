// `serve`, composed: the gate in front, the app's process behind it, the session's requests to the writer,
// the watcher to the reload. Reads as a table of contents.
import { resolve } from "@std/path";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { ProfileDir } from "../store/profile_dir.ts";
import { AppHost, GRACE_MS, type Ready } from "./app_host.ts";
import { bannerLines, checkedLine, reloadedLine } from "./banner.ts";
import { ControlServer } from "./control_server.ts";
import { Gate } from "./gate.ts";
import { agentFile, findHostRuntime, type HostRuntime } from "./host_runtime.ts";
import { moduleGraph } from "./module_graph.ts";
import { ProfileWriter } from "./profile_writer.ts";
import type { Reporter, ServeOptions } from "./serve_options.ts";
import { untilStopped } from "./stop_signals.ts";
import { Watcher } from "./watcher.ts";

/** Serves until it is told to stop; returns the exit code. Throws a UserError for what is wrong before that. */
export async function supervise(options: ServeOptions, reporter: Reporter): Promise<number> {
  const module = await modulePath(options.module);
  const runtime = await findHostRuntime(options.deno);
  const dir = await openProfileDir(options.profPath);
  const gate: Gate = new Gate({
    connected: ({ generation }, upstreamPort, client) =>
      host.tell(generation, { kind: "client", upstreamPort, ...client }),
    disconnected: ({ generation }, upstreamPort) =>
      host.tell(generation, { kind: "client-gone", upstreamPort }),
    hasBegun: (generation, upstreamPort) => host.hasBegun(generation, upstreamPort),
  });
  const address = gate.listen(options.hostname, options.port);
  const spoolDir = await Deno.makeTempDir({ prefix: "runprofileserver-" });
  const control = new ControlServer();
  const writer = new ProfileWriter(dir, options, {
    encoding: { base: Deno.cwd(), creator: options.creator },
    reporter,
  });
  const stopped = untilStopped();
  const host: AppHost = new AppHost({
    launch: {
      deno: runtime.path,
      denoFlags: options.denoFlags,
      agentPath: await agentFile(spoolDir),
      module,
      appArguments: options.appArguments,
    },
    settings: {
      hostname: address.hostname,
      port: address.port,
      samplingInterval: options.samplingInterval,
      isSerial: options.isSerial,
      hasWaits: options.hasWaits,
      media: options.media,
      profiled: options.profiled,
      unprofiled: options.unprofiled,
    },
    spoolDir,
    control,
    gate,
    cacheDir: runtime.cacheDir,
    reporter,
    isReloading: options.isReloading,
    finished: (request) => writer.add(request),
    ready: announcer({ options, reporter, runtime, dir, address }),
    failed: () => options.isReloading || stopped.stop(1),
  });
  const watcher = new Watcher((path) => {
    host.reload(path);
    void watchGraph();
  });
  const watchGraph = async () => {
    watcher.watch([module]);
    watcher.watch(await moduleGraph(runtime.path, module));
  };

  try {
    if (options.isReloading) void watchGraph();
    host.start();
    const exitCode = await stopped.first;
    watcher.close();
    await Promise.race([
      gate.close(GRACE_MS).then(() => host.stop()),
      stopped.second.then(() => host.kill()),
    ]);
    await writer.flush();
    return exitCode;
  } finally {
    control.close();
    await Deno.remove(spoolDir, { recursive: true }).catch(() => {});
  }
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
