// Kinds made of callbacks and events of node: modules.
import { spawn } from "node:child_process";
import { createReadStream, readFile } from "node:fs";
import http from "node:http";
import net from "node:net";
import { PassThrough, pipeline, Readable, Transform } from "node:stream";
import { gzip } from "node:zlib";
import { fileURLToPath } from "node:url";
import type { Kind } from "./kind.ts";
import { upstream } from "./upstream_link.ts";

const file = fileURLToPath(import.meta.url);

/** One connection for all requests, as a database driver has: answers come in the order of the questions. */
const pool = {
  socket: undefined as net.Socket | undefined,
  waiting: [] as (() => void)[],
  ask(answered: () => void): void {
    if (!this.socket) {
      this.socket = net.connect(upstream.echoPort, "127.0.0.1");
      this.socket.on("data", (bytes) => {
        for (const _ of bytes) this.waiting.shift()!();
      });
    }
    this.waiting.push(answered);
    this.socket.write("?");
  },
};

/** Kinds by the path that asks for them. */
export const nodeKinds: Readonly<Record<string, Kind>> = {
  node_streams: {
    steps: 2,
    async run(burn) {
      const slow = new Transform({
        transform(chunk, _encoding, done) {
          burn(1);
          setTimeout(() => done(null, chunk), 1);
        },
      });
      await new Promise<void>((resolve, reject) => {
        const source = Readable.from([new Uint8Array(5), new Uint8Array(5)]);
        pipeline(source, slow, new PassThrough().resume(), (error) => {
          burn(2);
          if (error) reject(error);
          else resolve();
        });
      });
    },
  },
  fs_stream: {
    steps: 2,
    async run(burn) {
      await new Promise<void>((resolve) => {
        const stream = createReadStream(file);
        stream.on("data", () => burn(1));
        stream.on("close", () => {
          burn(2);
          resolve();
        });
      });
    },
  },
  fs_callback: {
    steps: 2,
    async run(burn) {
      await new Promise<void>((resolve) => {
        readFile(file, () => {
          burn(1);
          resolve();
        });
      });
      burn(2);
    },
  },
  http_get: {
    steps: 3,
    async run(burn) {
      await new Promise<void>((resolve) => {
        http.get(`${upstream.url}/slow`, (response) => {
          burn(1);
          response.on("data", () => burn(2));
          response.on("end", () => {
            burn(3);
            resolve();
          });
        });
      });
    },
  },
  net: {
    steps: 3,
    async run(burn) {
      await new Promise<void>((resolve) => {
        const socket = net.connect(upstream.echoPort, "127.0.0.1", () => {
          burn(1);
          socket.write("hello");
        });
        socket.on("data", () => {
          burn(2);
          socket.end();
        });
        socket.on("close", () => {
          burn(3);
          resolve();
        });
      });
    },
  },
  zlib: {
    steps: 2,
    async run(burn) {
      await new Promise<void>((resolve) => {
        gzip(new Uint8Array(50_000), () => {
          burn(1);
          resolve();
        });
      });
      burn(2);
    },
  },
  pooled_socket: {
    steps: 2,
    async run(burn) {
      await new Promise<void>((resolve) => {
        pool.ask(() => {
          burn(1);
          resolve();
        });
      });
      burn(2);
    },
  },
  child_process: {
    steps: 2,
    async run(burn) {
      await new Promise<void>((resolve) => {
        const child = spawn("echo", ["hello"]);
        child.stdout.on("data", () => burn(1));
        child.on("close", () => {
          burn(2);
          resolve();
        });
      });
    },
  },
};
