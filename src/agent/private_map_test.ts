import assert from "node:assert/strict";
import { privateMap } from "./private_map.ts";

Deno.test("privateMap() keeps a value for each object", () => {
  const map = privateMap<object, number | undefined>();
  const [a, b] = [{}, Object.freeze({})];
  map.set(a, 1);
  map.set(b, undefined);
  assert.deepEqual([map.get(a), map.get(b), map.get({})], [1, undefined, undefined]);
  assert.deepEqual([map.has(a), map.has(b), map.has({})], [true, true, false]);
  map.set(a, 2);
  assert.equal(map.get(a), 2);
});

Deno.test("privateMap() shows its values to nobody else", () => {
  const [map, other] = [privateMap<object, number>(), privateMap<object, number>()];
  const key = { a: 1 };
  map.set(key, 1);
  assert.equal(other.has(key), false);
  other.set(key, 2);
  assert.deepEqual([map.get(key), other.get(key)], [1, 2]);
  assert.deepEqual(Reflect.ownKeys(key), ["a"]);
  assert.equal(map.has(structuredClone(key)), false);
  assert.equal(map.has(Object.create(key)), false);
});
