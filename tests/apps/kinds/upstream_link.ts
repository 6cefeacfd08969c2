// The app's side of the worker that plays the network: where its servers are, and questions to it.
/** What the worker says when it is up. */
export interface Upstream {
  /** HTTP: /slow answers after 2 ms, /stream in pieces. */
  readonly url: string;
  /** TCP: sends back what it gets. */
  readonly echoPort: number;
}

const worker = new Worker(new URL("./upstream.ts", import.meta.url), { type: "module" });
const answeredById = new Map<number, () => void>();
let lastId = 0;

/** Known before the app serves. */
export const upstream: Upstream = await new Promise((resolve) => {
  worker.onmessage = ({ data }) => resolve(data);
});

worker.onmessage = ({ data }) => {
  const answered = answeredById.get(data)!;
  answeredById.delete(data);
  answered();
};

/** Asks the worker; `parse` runs in the message handler that all requests share, before the promise resolves. */
export function ask(parse: () => void): Promise<void> {
  return new Promise((resolve) => {
    const id = ++lastId;
    answeredById.set(id, () => {
      parse();
      resolve();
    });
    worker.postMessage(id);
  });
}
