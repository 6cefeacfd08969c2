// A worker of gather: reads its share of the sources and keeps their sums until it is asked for them.
import { parentPort } from "node:worker_threads";
import { foldOutcome } from "./fold_outcome.ts";
import type { FoldAnswer, FoldRequest } from "./gather_messages.ts";
import { SourceFolder } from "./source_folder.ts";

let folder: SourceFolder;
/** Requests are handled one after the other. */
let turn: Promise<void> = Promise.resolve();

const port = parentPort!;
port.on("message", (request: FoldRequest) => {
  turn = turn.then(() => handle(request)).catch((error) => {
    post({ kind: "broken", stack: error instanceof Error ? error.stack ?? "" : String(error) });
  });
});

async function handle(request: FoldRequest): Promise<void> {
  switch (request.kind) {
    case "start":
      folder = new SourceFolder(request.plan);
      return;
    case "fold": {
      const outcomes = [];
      for (const job of request.jobs) outcomes.push(await foldOutcome(folder, job));
      return post({ kind: "folded", outcomes });
    }
    case "finish":
      return post({ kind: "groups", groups: folder.groups.columns() });
  }
}

function post(answer: FoldAnswer): void {
  port.postMessage(answer);
}
