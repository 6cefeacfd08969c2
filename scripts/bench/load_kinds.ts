// Asks the kinds app for all its kinds, many at a time. Each request in flight has a lane of its own.
import type { Burned } from "../../tests/apps/kinds/burn.ts";

/** What to ask for. */
export interface KindsLoad {
  /** Of the app. */
  readonly origin: string;
  readonly requests: number;
  readonly inFlight: number;
  /** All when left out. */
  readonly only?: readonly string[];
  /** How much longer than usual each burn shall take. */
  readonly scale?: number;
}

/** What was asked, and what the app really did. */
export interface KindsTruth {
  readonly requests: readonly KindRequest[];
  readonly burned: readonly Burned[];
}

/** One request; n is in its query, so that its profile is found again. */
export interface KindRequest {
  readonly n: number;
  readonly lane: number;
  readonly kind: string;
}

interface Directory {
  readonly kinds: readonly string[];
  readonly lanes: number;
  readonly nodePort: number;
}

/** Coprime to any number of kinds that is not a multiple of it: neighbours in time change from round to round. */
const STRIDE = 7;
const WEB_SOCKET_MESSAGES = 3;

/** Runs the load, then asks for the truth. Throws an Error when a request fails. */
export async function loadKinds(load: KindsLoad): Promise<KindsTruth> {
  const directory: Directory = await (await fetch(`${load.origin}/__kinds`)).json();
  const kinds = load.only ?? directory.kinds;
  const freeLanes = Array.from({ length: directory.lanes }, (_, lane) => lane);
  const requests: KindRequest[] = [];
  const worker = async () => {
    while (requests.length < load.requests) {
      const n = requests.length + 1;
      const kind = kinds[(n * STRIDE + Math.floor(n / kinds.length)) % kinds.length]!;
      // First in, first out: a lane rests as long as possible, so late work is not mistaken for its successor's.
      const request = { n, lane: freeLanes.shift()!, kind };
      requests.push(request);
      await send(request, load, directory.nodePort);
      freeLanes.push(request.lane);
    }
  };
  await Promise.all(Array.from({ length: load.inFlight }, worker));
  const burned: Burned[] = await (await fetch(`${load.origin}/__truth`)).json();
  return { requests, burned };
}

async function send(
  { n, lane, kind }: KindRequest,
  { origin, scale = 1 }: KindsLoad,
  nodePort: number,
): Promise<void> {
  const query = `?n=${n}&lane=${lane}&scale=${scale}`;
  if (kind === "web_socket") return await talk(`${origin}/web_socket${query}`);
  const response = kind === "node_http"
    ? await fetch(`http://127.0.0.1:${nodePort}/node_http${query}`, {
      method: "POST",
      body: piecewise(),
    })
    : await fetch(`${origin}/${kind}${query}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`${kind} answered ${response.status}: ${text}`);
}

function talk(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace("http:", "ws:"));
    let answers = 0;
    socket.onopen = () => socket.send("hello");
    socket.onmessage = () => {
      if (++answers === WEB_SOCKET_MESSAGES) socket.close();
      else socket.send("hello");
    };
    socket.onclose = () => resolve();
    socket.onerror = (event) => reject(new Error(`web_socket: ${(event as ErrorEvent).message}`));
  });
}

/** A request body whose pieces arrive one by one. */
function piecewise(): ReadableStream<Uint8Array> {
  let pieces = 0;
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (++pieces > 3) controller.close();
      else controller.enqueue(new Uint8Array(2_000));
    },
  });
}
