// deno-lint-ignore-file no-console -- its only output
// A process whose heap is full of holes: what it had before and after the trimming, as JSON. A process of its own, because
// tests that run beside this one would allocate between the two readings. Run with --expose-gc.
import { trimMemory } from "./trim_memory.ts";

// Under the size that is mapped on its own, every second one kept: the heap's end never moves.
const kept: Uint8Array[] = [];
let freed: Uint8Array[] | undefined = [];
for (let i = 0; i < 4_000; i++) {
  kept.push(new Uint8Array(32_000).fill(1));
  freed.push(new Uint8Array(32_000).fill(1));
}
freed = undefined;
// What the first finds is freed in another thread; the second waits for it.
for (let i = 0; i < 2; i++) (globalThis as unknown as { gc(): void }).gc();
const before = Deno.memoryUsage().rss;
const isTrimmed = trimMemory();
const after = Deno.memoryUsage().rss;
const isIntact = kept.every(([first]) => first === 1);
console.log(JSON.stringify({ before, after, isTrimmed, isIntact }));
