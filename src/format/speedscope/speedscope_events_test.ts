import assert from "node:assert/strict";
import { ByteWriter } from "../byte_writer.ts";
import { SpeedscopeEvents } from "./speedscope_events.ts";

/** root 0 > a 1 > b 2, and root > a > c 3, root > d 4; frames are numbered like the nodes. */
const PARENTS = Uint32Array.of(0, 0, 1, 1, 0);

/** Events as "O2@5" after `moves`, pairs of node and time. */
function eventsOf(moves: readonly (readonly [node: number, at: number])[], end: number): string {
  const file = new ByteWriter();
  const events = new SpeedscopeEvents(file, PARENTS, (node) => node);
  for (const [node, at] of moves) events.moveTo(node, at);
  events.end(end);
  return eventText(file);
}

function eventText(file: ByteWriter): string {
  const list: { type: string; frame: number; at: number }[] = JSON.parse(
    `[${new TextDecoder().decode(file.view())}]`,
  );
  return list.map(({ type, frame, at }) => `${type}${frame}@${at}`).join(" ");
}

Deno.test("SpeedscopeEvents opens and closes only what changes", () => {
  const events = eventsOf([[2, 0], [3, 10], [1, 30], [4, 40]], 50);
  assert.equal(events, "O1@0 O2@0 C2@10 O3@10 C3@30 C1@40 O4@40 C4@50");
});

Deno.test("SpeedscopeEvents leaves a stack open that stays the same", () => {
  assert.equal(eventsOf([[1, 0], [1, 10], [1, 20]], 30), "O1@0 C1@30");
});

Deno.test("SpeedscopeEvents shows the root only where it is all there is", () => {
  assert.equal(
    eventsOf([[0, 0], [0, 5], [4, 10], [0, 20]], 25),
    "O0@0 C0@10 O4@10 C4@20 O0@20 C0@25",
  );
});

Deno.test("SpeedscopeEvents.restart() makes two frames of one", () => {
  const file = new ByteWriter();
  const events = new SpeedscopeEvents(file, PARENTS, (node) => node);
  events.moveTo(2, 0);
  events.restart(4);
  events.end(9);
  assert.equal(eventText(file), "O1@0 O2@0 C2@4 O2@4 C2@9 C1@9");
});

Deno.test("SpeedscopeEvents writes nothing for nothing", () => {
  assert.equal(eventsOf([], 0), "");
});
