// One child process: the user's app with the agent preloaded. Hides how it is started, how its records
// arrive and how it is told to end.
import type { Packet } from "../wire/packets.ts";
import { WIRE_VERSION } from "../wire/records.ts";
import { type AgentSettings, type Command, SETTINGS_VARIABLE } from "../wire/settings.ts";
import type { ControlPeer, ControlServer } from "./control_server.ts";
import { type Launch, launchArguments } from "./launch_arguments.ts";
import { SpoolReader } from "./spool_reader.ts";

/** Enough for any error message with its stack. */
const STDERR_TAIL_CHARS = 16_384;

/** What a process wrote just before its end is read in this time. */
const STDERR_GRACE_MS = 500;

/** Settings that do not depend on the process. */
export type SharedSettings = Omit<
  AgentSettings,
  "version" | "spool" | "controlPort" | "token" | "isSpare" | "firstId"
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
  readonly #receive: (packet: Packet) => void;
  #peer: ControlPeer | undefined;
  #unsent: Command[] = [];
  #isPulling = false;
  #isDamaged = false;

  constructor(options: {
    generation: number;
    launch: Launch;
    settings: SharedSettings & Pick<AgentSettings, "isSpare" | "firstId">;
    spoolDir: string;
    control: ControlServer;
    receive: (packet: Packet) => void;
    stderr: (bytes: Uint8Array) => void;
  }) {
    this.generation = options.generation;
    this.#receive = options.receive;
    const spool = `${options.spoolDir}/spool-${options.generation}`;
    this.#spool = new SpoolReader(spool);
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
  #deliver(packet: Packet): void {
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

  /** Lets requests in flight finish, `graceMs` at most, and waits for the end. */
  async drain(graceMs: number): Promise<AgentEnd> {
    this.send({ kind: "drain" });
    const timer = setTimeout(() => this.kill(), graceMs);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process at once. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
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

function spawn(launch: Launch, settings: AgentSettings): Deno.ChildProcess {
  return new Deno.Command(launch.deno, {
    args: launchArguments(launch),
    env: { DENO_AUTO_SERVE: "1", [SETTINGS_VARIABLE]: JSON.stringify(settings) },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "piped",
    // A session of its own: Ctrl-C in the terminal must not kill the requests in flight.
    detached: true,
  }).spawn();
}
