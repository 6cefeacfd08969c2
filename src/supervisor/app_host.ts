// Keeps one agent behind the gate: starts it, replaces it when a file changes, restarts it after a crash,
// and ends it. What its agents report goes to the recorder.
import { basename, relative } from "@std/path";
import { type AgentEnd, AgentProcess, type SharedSettings } from "./agent_process.ts";
import type { Launch } from "./launch_arguments.ts";
import type { ControlServer } from "./control_server.ts";
import { errorPage } from "../gate/error_page.ts";
import type { ClientAddress, Gate } from "../gate/gate.ts";
import { InFlight } from "./in_flight.ts";
import { OldGenerations } from "./old_generations.ts";
import type { Recorder } from "./recorder.ts";
import type { Crash } from "../wire/records.ts";
import type { SpooledPacket } from "./recording_messages.ts";
import { lackingPermission } from "./lacking_permission.ts";
import type { Reporter } from "./serve_options.ts";
import { startStamp } from "./start_files.ts";
import { WarmSpare } from "./warm_spare.ts";

/** Requests in flight may take this long to finish when the server is to end. */
export const GRACE_MS = 5_000;
/** Also what programs end with that tell by it which signal has ended them: SIGHUP, SIGINT, SIGTERM. */
const SUCCESSES = [0, 129, 130, 143];
/** A process that lived longer than this did not crash because of the last restart. */
const STABLE_MS = 10_000;
const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 5_000;
const GENERATIONS_KEPT = 10;
/** Ids of a new generation start above those that a draining one may still give out. */
const ID_STEP = 1_000;

/** A generation that accepts requests. */
export interface Ready {
  /** "Hono app, default export" */
  readonly shape: string;
  readonly secure: boolean;
  readonly tookMs: number;
}

interface Generation {
  readonly process: AgentProcess;
  readonly inFlight: InFlight;
  /** When it was told to load the app. */
  startedAt: number;
  /** It was started ahead of time. */
  readonly isSpare: boolean;
  /** What it prints while it waits for the app. */
  heldOutput: Uint8Array[] | undefined;
  listening?: { port: number; secure: boolean };
  shape?: string;
  /** What the app itself said of its end. */
  crash?: Crash;
  isReady: boolean;
  /** Already told: nothing more is to be said about its end. */
  isReported: boolean;
}

/** What an AppHost needs. */
export interface AppHostOptions {
  readonly launch: Launch;
  readonly settings: SharedSettings;
  readonly spoolDir: string;
  readonly control: ControlServer;
  readonly gate: Gate;
  readonly recorder: Recorder;
  readonly reporter: Reporter;
  /** With false, an app that does not load ends the server. */
  readonly isReloading: boolean;
  /** Takes secrets out of the target of a request. */
  mask(target: string): string;
  ready(ready: Ready): void;
  /** The app that serves now has loaded these files, given by URL. */
  loaded?(urls: readonly string[]): void;
  /** The app cannot run, and nothing will be tried again before a change; `exitCode` is what Deno would end with. */
  failed(exitCode: number): void;
}

/** The app, over all its processes. */
export class AppHost {
  readonly #options: AppHostOptions;
  /** Those whose process runs. */
  readonly #generations = new Map<number, Generation>();
  /** Of all that run and the last few that do not: the gate asks after the end what had begun. */
  readonly #inFlight = new Map<number, InFlight>();
  #current: Generation | undefined;
  #count = 0;
  /** The highest request id that any generation is known to have used, or was told to begin with. */
  #lastId = 0;
  #crashCount = 0;
  #isStopping = false;
  #restart: ReturnType<typeof setTimeout> | undefined;
  readonly #spare: WarmSpare<Generation>;
  readonly #old: OldGenerations;

  constructor(options: AppHostOptions) {
    this.#options = options;
    this.#old = new OldGenerations(options);
    this.#spare = new WarmSpare(() => this.#spawn(true), () => startStamp(options.launch));
  }

  /** True when that child has begun more than `answered` requests of this upstream connection. */
  hasBegun(generation: number, upstreamPort: number, answered: number): boolean {
    this.#generations.get(generation)?.process.pull();
    return this.#inFlight.get(generation)?.hasBegun(upstreamPort, answered) ?? false;
  }

  /** The first byte of a request for that child came at `at`, performance.now() milliseconds. */
  arrived(generation: number, upstreamPort: number, at: number): void {
    this.#inFlight.get(generation)?.arrived(upstreamPort, at);
  }

  /** Tells a child who is behind an upstream connection. */
  clientConnected(generation: number, upstreamPort: number, client: ClientAddress): void {
    this.#generations.get(generation)?.process.send({ kind: "client", upstreamPort, ...client });
  }

  /** What is in flight on this upstream connection will reach nobody. */
  clientGone(generation: number, upstreamPort: number): void {
    this.#generations.get(generation)?.process.pull();
    const abandoned = this.#inFlight.get(generation)?.clientEnded(upstreamPort) ?? [];
    this.#options.recorder.abandon(generation, abandoned);
  }

  /** The upstream connection is closed. */
  clientDisconnected(generation: number, upstreamPort: number): void {
    this.clientGone(generation, upstreamPort);
    this.#inFlight.get(generation)?.disconnected(upstreamPort);
    this.#generations.get(generation)?.process.send({ kind: "client-gone", upstreamPort });
  }

  /** Starts the app, or starts it anew: requests wait at the gate until it is up. */
  start(): void {
    clearTimeout(this.#restart);
    const old = this.#current;
    this.#options.gate.hold();
    this.#current = this.#wake(this.#spare.take()) ?? this.#spawn(false);
    if (old) this.#retire(old);
  }

  /** A file has changed. */
  reload(path: string): void {
    if (this.#isStopping) return;
    this.#options.reporter.say(`${relative(Deno.cwd(), path)} changed, reloading.`);
    this.#crashCount = 0;
    this.start();
  }

  /** Ends all processes as by `signal`, requests in flight first; resolves when everything was read from them. */
  async stop(signal: Deno.Signal): Promise<void> {
    this.#end();
    await Promise.all(
      [...this.#generations.values()].map(({ process }) => process.drain(signal, GRACE_MS)),
    );
  }

  /** Ends all processes at once; resolves when everything was read from them. */
  async kill(): Promise<void> {
    this.#end();
    const all = [...this.#generations.values()];
    for (const { process } of all) process.kill();
    await Promise.all(all.map(({ process }) => process.ended));
  }

  /** Nothing is started any more. */
  #end(): void {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    this.#spare.close();
  }

  /** Lets a spare load the app. */
  #wake(spare: Generation | undefined): Generation | undefined {
    if (!spare) return undefined;
    spare.startedAt = performance.now();
    spare.process.send({ kind: "go", firstId: this.#takeFirstId() });
    for (const bytes of spare.heldOutput ?? []) this.#options.reporter.passThrough(bytes);
    spare.heldOutput = undefined;
    return spare;
  }

  #spawn(isSpare: boolean): Generation {
    const { launch, settings, spoolDir, control, reporter } = this.#options;
    const process = new AgentProcess({
      generation: ++this.#count,
      launch,
      // A spare gets its own when it is let go.
      settings: { ...settings, isSpare, firstId: isSpare ? 1 : this.#takeFirstId() },
      spoolDir,
      control,
      receive: (packet) => this.#receive(generation, packet),
      written: () => this.#options.recorder.flush(),
      stderr: (bytes) => generation.heldOutput?.push(bytes.slice()) ?? reporter.passThrough(bytes),
    });
    const generation: Generation = {
      process,
      inFlight: new InFlight(),
      startedAt: performance.now(),
      isSpare,
      heldOutput: isSpare ? [] : undefined,
      isReady: false,
      isReported: false,
    };
    this.#generations.set(process.generation, generation);
    this.#inFlight.set(process.generation, generation.inFlight);
    this.#forgetGenerations(process.generation - GENERATIONS_KEPT);
    void process.ended.then((end) => this.#ended(generation, end));
    return generation;
  }

  #forgetGenerations(last: number): void {
    for (const generation of this.#inFlight.keys()) {
      if (generation <= last && !this.#generations.has(generation)) {
        this.#inFlight.delete(generation);
      }
    }
  }

  /** Nobody else gets it: two that are started at once have begun nothing yet when the second one asks. */
  #takeFirstId(): number {
    for (const { lastId } of this.#inFlight.values()) this.#lastId = Math.max(this.#lastId, lastId);
    const firstId = this.#lastId === 0 ? 1 : (Math.floor(this.#lastId / ID_STEP) + 2) * ID_STEP + 1;
    this.#lastId = firstId;
    return firstId;
  }

  /** One that has served finishes its requests; one that has not is of no use any more. */
  #retire(old: Generation): void {
    old.isReported = true;
    if (old.listening) this.#old.add(old);
    else old.process.end("SIGTERM");
  }

  #receive(generation: Generation, packet: SpooledPacket): void {
    const { record } = packet;
    this.#record(generation, packet);
    if (record.kind === "warning") this.#options.reporter.warn(record.message);
    if (record.kind === "crash") generation.crash ??= record;
    if (generation !== this.#current) return;
    if (record.kind === "listening" && record.isFirst) generation.listening = record;
    if (record.kind === "hosted") generation.shape = record.shape;
    if (record.kind === "loaded") this.#options.loaded?.(record.urls);
    if (record.kind === "no-server") this.#serveNothing(generation, record.exports);
    if (record.kind === "listening" || record.kind === "hosted") this.#openGate(generation);
  }

  #record({ process, inFlight }: Generation, packet: SpooledPacket): void {
    const { recorder } = this.#options;
    const { record } = packet;
    if (record.kind !== "begin") {
      if (record.kind === "end") inFlight.end(record.id);
      return recorder.receive(process.generation, { ...packet, arrivedAt: undefined });
    }
    const isAbandoned = inFlight.begin(record);
    const arrivedAt = inFlight.arrivalOf(record.upstreamPort);
    recorder.receive(process.generation, { ...packet, arrivedAt });
    if (isAbandoned) recorder.abandon(process.generation, [record.id]);
  }

  #openGate(generation: Generation): void {
    const { listening, shape, process, startedAt, isReady } = generation;
    if (!listening) return;
    this.#options.gate.open({ port: listening.port, generation: process.generation });
    if (shape === undefined || isReady) return;
    generation.isReady = true;
    this.#prepareSpare();
    this.#options.ready({
      shape,
      secure: listening.secure,
      tookMs: performance.now() - startedAt,
    });
  }

  #serveNothing(generation: Generation, exports: readonly string[]): void {
    generation.isReported = true;
    const { process } = generation;
    const found = exports.length === 0 ? "nothing" : exports.map((name) => `"${name}"`).join(", ");
    this.#fail(
      `Cannot serve ${this.#name}: it opens no server and exports ${found}`,
      "Export a Hono app, { fetch } or a function as default, export fetch, handler or app, " +
        "or call Deno.serve() or listen()",
    );
    if (!this.#options.isReloading) void process.drain("SIGTERM", GRACE_MS).then(this.#failed);
  }

  #ended(generation: Generation, end: AgentEnd): void {
    this.#generations.delete(generation.process.generation);
    void this.#options.recorder.close(generation.process.generation)
      .then(() => generation.process.deleteSpool());
    if (generation !== this.#current || this.#isStopping) {
      return this.#tellLastWords(generation, end);
    }
    this.#current = undefined;
    if (generation.isReported) return;
    if (generation.listening) this.#crashed(generation, end);
    // The system has killed the spare, not the app: nothing is wrong with that.
    else if (generation.isSpare && end.signal !== null) this.start();
    else this.#notLoaded(end);
  }

  #notLoaded(end: AgentEnd): void {
    const text = end.stderrTail || `The process ended with ${endText(end)}`;
    const kind = lackingPermission(end.stderrTail, this.#options.launch.agentPath);
    const [reason, hint] = kind === undefined
      ? [endText(end), "The message is above"]
      : [`the profiler lacks ${kind} access`, lackHint(kind)];
    this.#fail(`Cannot load ${this.#name}: ${reason}`, hint, text);
    this.#failed(end);
  }

  /** It was told to end, so its end is no crash; a failure in what the app does then is worth a line. */
  #tellLastWords({ listening }: Generation, end: AgentEnd): void {
    if (!listening || end.signal !== null || SUCCESSES.includes(end.code)) return;
    this.#options.reporter.warn(`${this.#name} ended with ${endText(end)} when it was stopped`);
  }

  /** It was up and is gone: start it again, more slowly each time. */
  #crashed(generation: Generation, end: AgentEnd): void {
    const { reporter, gate } = this.#options;
    if (performance.now() - generation.startedAt > STABLE_MS) this.#crashCount = 0;
    const delayMs = Math.min(FIRST_BACK_OFF_MS * 2 ** this.#crashCount++, MAX_BACK_OFF_MS);
    const reason = crashText(generation.crash, end);
    reporter.error(`${this.#name} ended: ${reason}`, `Starting it again in ${delayMs} ms`);
    gate.hold();
    this.#restart = setTimeout(() => this.start(), delayMs);
  }

  #fail(message: string, hint: string, page = `${message}\n${hint}`): void {
    const { reporter, gate, isReloading } = this.#options;
    reporter.error(message, isReloading ? `${hint}; save a change and it is tried again` : hint);
    gate.fail(errorPage(page));
    this.#prepareSpare();
  }

  readonly #failed = ({ code }: AgentEnd) => this.#options.failed(code === 0 ? 1 : code);

  #prepareSpare(): void {
    if (this.#options.isReloading && !this.#isStopping) this.#spare.prepare();
  }

  get #name(): string {
    return basename(this.#options.launch.module);
  }
}

function lackHint(kind: string): string {
  return `It runs in the app's process: give --deno-flag=--allow-${kind}, deny less of it, ` +
    "or let the permission set allow it";
}

/** Names the exit code in any case. */
function crashText(crash: Crash | undefined, end: AgentEnd): string {
  if (!crash) return endText(end);
  const [line] = crash.message.split("\n");
  return crash.reason === "exit" ? line! : `${line} (${endText(end)})`;
}

function endText({ code, signal }: AgentEnd): string {
  return signal === null ? `exit code ${code}` : signal;
}
