// One child process: the user's app with the agent preloaded. Hides how it is started, how its records
// arrive and how it is told to end.
import { dirname } from "@std/path";
import { WIRE_VERSION } from "../wire/records.ts";
import { type AgentSettings, type Command, SETTINGS_VARIABLE } from "../wire/settings.ts";
import { agentPermissions } from "./agent_permissions.ts";
import type { ControlPeer, ControlServer } from "./control_server.ts";
import { type Launch, launchArguments } from "./launch_arguments.ts";
import type { SpooledPacket } from "./recording_messages.ts";
import { signalChild } from "./signal_child.ts";
import { SpoolReader } from "./spool_reader.ts";

/** Makes `deno run` host `export default { fetch }`. */
const AUTO_SERVE_VARIABLE = "DENO_AUTO_SERVE";
/** Enough for any error message with its stack. */
const STDERR_TAIL_CHARS = 16_384;

/** An app that closes what it has opened may take so long after the signal: what Deno's and nodemon's watchers give it. */
const END_MS = 10_000;
/** What a process wrote just before its end is read in this time. */
const STDERR_GRACE_MS = 500;

/** Settings that do not depend on the process. */
export type SharedSettings = Omit<
  AgentSettings,
  "version" | "spool" | "controlPort" | "token" | "isSpare" | "firstId" | "lent"
>;

/** How a process ended. */
export interface AgentEnd {
  readonly code: number;
  readonly signal: string | null;
  /** The last that it wrote to stderr. */
  readonly stderrTail: string;
}

/** A started child; `ended` settles after its last record was read. */
export class AgentProcess {
  readonly generation: number;
  readonly ended: Promise<AgentEnd>;
  readonly #child: Deno.ChildProcess;
  readonly #spool: SpoolReader;
  readonly #receive: (packet: SpooledPacket) => void;
  readonly #endMs: number;
  #peer: ControlPeer | undefined;
  #unsent: Command[] = [];
  #isPulling = false;
  #isDamaged = false;
  #endSignal: Deno.Signal | undefined;
  #isEnding = false;
  #hasEnded = false;
  #endTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: {
    generation: number;
    launch: Launch;
    settings: SharedSettings & Pick<AgentSettings, "isSpare" | "firstId">;
    spoolDir: string;
    control: ControlServer;
    receive: (packet: SpooledPacket) => void;
    stderr: (bytes: Uint8Array) => void;
    /** For SpoolReader. */
    written?: () => Promise<void>;
    /** From the signal on, milliseconds. */
    endMs?: number;
  }) {
    this.generation = options.generation;
    this.#endMs = options.endMs ?? END_MS;
    this.#receive = options.receive;
    const spool = `${options.spoolDir}/spool-${options.generation}`;
    this.#spool = new SpoolReader(spool, options.written);
    const token = options.control.expect({
      connected: (peer) => this.#connect(peer),
      woken: () => this.pull(),
      told: (record) => this.#deliver({ record, body: new Uint8Array(0) }),
    });
    this.#child = spawn(options.launch, {
      ...options.settings,
      version: WIRE_VERSION,
      spool,
      controlPort: options.control.port,
      token,
    });
    this.ended = this.#untilEnd(options.stderr);
  }

  /** Reads what the agent has written so far. */
  pull(): void {
    if (this.#isPulling || this.#isDamaged) return;
    this.#isPulling = true;
    try {
      for (const packet of this.#spool.pull()) this.#deliver(packet);
    } catch (error) {
      // It cannot be read on; the app goes on, unprofiled.
      this.#isDamaged = true;
      this.#warn(`Nothing more can be read from the app's process: ${error}`);
    } finally {
      this.#isPulling = false;
    }
  }

  /** A failure in what one record causes is no reason not to read the next. */
  #deliver(packet: SpooledPacket): void {
    const { record } = packet;
    if (record.kind === "drained" && record.awaitsSignal) this.end(this.#endSignal ?? "SIGTERM");
    try {
      this.#receive(packet);
    } catch (error) {
      this.#warn(`Cannot handle a "${packet.record.kind}" of the app's process: ${error}`);
    }
  }

  #warn(message: string): void {
    this.#receive({ record: { kind: "warning", message }, body: new Uint8Array(0) });
  }

  /** Sends a command now or as soon as the agent has connected. */
  send(command: Command): void {
    if (this.#peer) this.#peer.send(command);
    else this.#unsent.push(command);
  }

  /**
   * Lets requests in flight finish, `graceMs` at most, ends the app as by `signal`, and waits for the end. When it drains
   * already, the first signal counts.
   */
  async drain(wanted: Deno.Signal, graceMs = Infinity): Promise<AgentEnd> {
    const signal = this.#endSignal ??= wanted;
    this.send({ kind: "drain", signal });
    const timer = graceMs === Infinity ? undefined : setTimeout(() => this.end(signal), graceMs);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends the signal, which ends an app that does not listen for it; one that does is killed if it stays. */
  end(signal: Deno.Signal): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#endTimer = setTimeout(() => {
      this.#warn(`The app has not ended within ${this.#endMs / 1000} s of ${signal}: it is killed`);
      this.kill();
    }, this.#endMs);
    signalChild(this.#child, signal);
  }

  /** Ends the process at once, and what it has started. */
  kill(): void {
    // Its number may be another's by now.
    if (this.#hasEnded) return;
    signalChild(this.#child, "SIGKILL");
    this.#endGroup("SIGKILL");
  }

  /** What the app has started ends with it, as by Ctrl-C in a terminal, unless it has a session of its own. */
  #endGroup(signal: Deno.Signal): void {
    if (Deno.build.os === "windows") return;
    try {
      Deno.kill(-this.#child.pid, signal);
    } catch {
      // Nobody is left.
    }
  }

  #connect(peer: ControlPeer): void {
    this.#peer = peer;
    for (const command of this.#unsent.splice(0)) peer.send(command);
    this.pull();
  }

  async #untilEnd(stderr: (bytes: Uint8Array) => void): Promise<AgentEnd> {
    const decoder = new TextDecoder();
    let stderrTail = "";
    const reader = this.#child.stderr.getReader();
    const readAll = async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        stderr(next.value);
        stderrTail = (stderrTail + decoder.decode(next.value, { stream: true }))
          .slice(-STDERR_TAIL_CHARS);
      }
    };
    const allRead = readAll();
    const { code, signal } = await this.#child.status;
    this.#hasEnded = true;
    // After a crash they stay, as without us: it may be they that have to be looked at.
    if (this.#isEnding || this.#endSignal) this.#endGroup(this.#endSignal ?? "SIGTERM");
    this.#isEnding = true;
    clearTimeout(this.#endTimer);
    // Processes that the app leaves behind may keep its stderr open for ever.
    const timer = setTimeout(() => void reader.cancel(), STDERR_GRACE_MS);
    await allRead;
    clearTimeout(timer);
    this.pull();
    this.#peer?.close();
    return { code, signal, stderrTail };
  }

  /** After the end, when what was read is safe elsewhere. */
  deleteSpool(): void {
    this.#spool.close();
  }
}

function spawn(launch: Launch, settings: Omit<AgentSettings, "lent">): Deno.ChildProcess {
  const { flags, lent } = agentPermissions(launch.denoFlags, {
    variables: [SETTINGS_VARIABLE, AUTO_SERVE_VARIABLE],
    controlHost: `127.0.0.1:${settings.controlPort}`,
    spoolDir: dirname(settings.spool),
    mediaDirs: settings.media.map(({ dir }) => dir),
  });
  return new Deno.Command(launch.deno, {
    args: launchArguments({ ...launch, denoFlags: flags }),
    env: {
      [AUTO_SERVE_VARIABLE]: "1",
      [SETTINGS_VARIABLE]: JSON.stringify({ ...settings, lent } satisfies AgentSettings),
    },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "piped",
    // A session of its own: Ctrl-C in the terminal must not kill the requests in flight.
    detached: true,
  }).spawn();
}
