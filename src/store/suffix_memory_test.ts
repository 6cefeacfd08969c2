import assert from "node:assert/strict";
import { SuffixMemory } from "./suffix_memory.ts";

Deno.test("take() counts each name on its own", () => {
  const memory = new SuffixMemory();
  assert.deepEqual([memory.take("a"), memory.take("a"), memory.take("b")], [0, 1, 0]);
});

Deno.test("skipTaken() finds the end of a long run with few questions", async () => {
  const memory = new SuffixMemory();
  let questions = 0;
  const isFree = (suffix: number) => {
    questions++;
    return Promise.resolve(suffix > 10_000);
  };
  assert.equal(await memory.skipTaken("a", memory.take("a"), isFree), 10_001);
  assert.ok(questions <= 30, `${questions} questions`);
  assert.equal(memory.take("a"), 10_002);
});

Deno.test("skipTaken() gives concurrent callers different suffixes", async () => {
  const memory = new SuffixMemory();
  const isFree = (suffix: number) => Promise.resolve(suffix > 50);
  const suffixes = await Promise.all(
    Array.from({ length: 40 }, () => memory.skipTaken("a", memory.take("a"), isFree)),
  );
  assert.deepEqual(suffixes.sort(), Array.from({ length: 40 }, (_, index) => 51 + index));
});

Deno.test("take() forgets the name that was not used for longest", () => {
  const memory = new SuffixMemory();
  memory.take("old");
  for (let index = 0; index < 999; index++) memory.take(`name ${index}`);
  assert.equal(memory.take("old"), 1);
  memory.take("one more");
  assert.equal(memory.take("old"), 2);
  assert.equal(memory.take("name 0"), 0);
});
