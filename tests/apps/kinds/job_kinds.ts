// Kinds that need nothing but the language and the event loop.
import { EventEmitter } from "node:events";
import process from "node:process";
import { type Kind, sleep } from "./kind.ts";

let importCount = 0;

/** Kinds by the path that asks for them. */
export const jobKinds: Readonly<Record<string, Kind>> = {
  sync: {
    steps: 2,
    run(burn) {
      burn(1, 4);
      burn(2);
    },
  },
  awaits: {
    steps: 4,
    async run(burn) {
      burn(1);
      await sleep(2);
      burn(2);
      await null;
      burn(3);
      await sleep(1);
      burn(4);
    },
  },
  then_chain: {
    steps: 4,
    run(burn) {
      return sleep(1).then(() => burn(1)).then(() => sleep(1)).then(() => burn(2))
        .then(() => Promise.reject(new Error("expected")))
        .catch(() => burn(3))
        .finally(() => burn(4));
    },
  },
  timers: {
    steps: 2,
    async run(burn) {
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          burn(1);
          setTimeout(() => {
            burn(2);
            resolve();
          }, 1);
        }, 2);
      });
    },
  },
  immediates: {
    steps: 2,
    async run(burn) {
      await new Promise<void>((resolve) => {
        setImmediate(() => {
          burn(1);
          setImmediate(() => {
            burn(2);
            resolve();
          });
        });
      });
    },
  },
  ticks: {
    steps: 2,
    async run(burn) {
      await sleep(1);
      await new Promise<void>((resolve) => {
        process.nextTick(() => {
          burn(1);
          process.nextTick(() => {
            burn(2);
            resolve();
          });
        });
      });
    },
  },
  microtasks: {
    steps: 2,
    async run(burn) {
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          queueMicrotask(() => {
            burn(1);
            queueMicrotask(() => {
              burn(2);
              resolve();
            });
          });
        }, 1);
      });
    },
  },
  interval: {
    steps: 1,
    async run(burn) {
      await new Promise<void>((resolve) => {
        let ticks = 0;
        const timer = setInterval(() => {
          burn(1);
          if (++ticks < 3) return;
          clearInterval(timer);
          resolve();
        }, 1);
      });
    },
  },
  emitter: {
    steps: 2,
    async run(burn) {
      const emitter = new EventEmitter();
      emitter.on("first", () => burn(1));
      emitter.once("second", () => burn(2));
      await sleep(1);
      emitter.emit("first");
      setTimeout(() => emitter.emit("second"), 1);
      await EventEmitter.once(emitter, "second");
    },
  },
  message_channel: {
    steps: 2,
    async run(burn) {
      const { port1, port2 } = new MessageChannel();
      await new Promise<void>((resolve) => {
        port1.onmessage = () => {
          burn(1);
          resolve();
        };
        port2.postMessage("go");
      });
      burn(2);
      port1.close();
    },
  },
  abort_signal: {
    steps: 2,
    async run(burn) {
      const signal = AbortSignal.timeout(2);
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          burn(1);
          resolve();
        });
      });
      burn(2);
    },
  },
  dynamic_import: {
    steps: 2,
    async run(burn) {
      const name = `burnAtTopLevel${++importCount}`;
      Object.assign(globalThis, { [name]: () => burn(1) });
      await import(`data:text/javascript,globalThis.${name}()`);
      burn(2);
    },
  },
  async_generator: {
    steps: 2,
    async run(burn) {
      async function* numbers() {
        for (let i = 0; i < 2; i++) {
          await sleep(1);
          burn(1, 1);
          yield i;
        }
      }
      for await (const _ of numbers()) burn(2, 1);
    },
  },
  promise_all: {
    steps: 3,
    async run(burn) {
      await Promise.all([1, 2, 3].map(async (step) => {
        await sleep(step);
        burn(step);
      }));
    },
  },
};
