// A WeakMap's get, has and set by private fields on the keys themselves, invisible to the app. Faster, and V8's scavenger
// keeps what is in a WeakMap that is older than its keys: whole requests, until the next full collection.
import { Identity } from "./identity.ts";

/** What is known of somebody's objects. */
export interface PrivateMap<K extends object, V> {
  get(key: K): V | undefined;
  has(key: K): boolean;
  set(key: K, value: V): void;
}

/** An empty one; of few, as each has a class of its own. */
export function privateMap<K extends object, V>(): PrivateMap<K, V> {
  return class Entry extends Identity {
    #value: V;
    constructor(key: K, value: V) {
      super(key);
      this.#value = value;
    }
    static get(key: K): V | undefined {
      return #value in key ? (key as unknown as Entry).#value : undefined;
    }
    static has(key: K): boolean {
      return #value in key;
    }
    static set(key: K, value: V): void {
      if (#value in key) (key as unknown as Entry).#value = value;
      else new Entry(key, value);
    }
  };
}
