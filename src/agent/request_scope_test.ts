import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { requestScope, type Scope } from "./request_scope.ts";

const scope: Scope<string> = requestScope();

Deno.test("requestScope() carries a value through awaits, timers, ticks and microtasks", async () => {
  const seen = await scope.run("a", async () => {
    const values = [scope.get()];
    await null;
    values.push(scope.get());
    await new Promise<void>((resolve) => setTimeout(resolve));
    values.push(scope.get());
    for (const later of [setImmediate, process.nextTick, queueMicrotask]) {
      await new Promise<void>((resolve) => {
        later(() => {
          values.push(scope.get());
          resolve();
        });
      });
    }
    return values;
  });
  assert.deepEqual(seen, Array(6).fill("a"));
  assert.equal(scope.get(), undefined);
});

Deno.test("requestScope() gives back what was before, also after an error", () => {
  scope.run("outer", () => {
    assert.throws(() => scope.run("inner", () => assert.fail()));
    assert.equal(scope.get(), "outer");
    assert.equal(scope.run(undefined, () => scope.get()), undefined);
  });
});

Deno.test("requestScope() lets a job change its value for the rest of it only", async () => {
  await scope.run("first", async () => {
    const other = (async () => {
      await null;
      return scope.get();
    })();
    scope.enter("second");
    assert.equal(scope.get(), "second");
    assert.equal(await other, "first");
    assert.equal(scope.get(), "second");
  });
  assert.equal(scope.get(), undefined);
});

Deno.test("requestScope() and the app's own storages do not disturb each other", async () => {
  const storage = new AsyncLocalStorage<number>();
  await scope.run("a", () =>
    storage.run(1, async () => {
      await null;
      assert.deepEqual([scope.get(), storage.getStore()], ["a", 1]);
      await scope.run("b", async () => {
        await null;
        assert.deepEqual([scope.get(), storage.getStore()], ["b", 1]);
        storage.enterWith(2);
        assert.deepEqual([scope.get(), storage.getStore()], ["b", 2]);
      });
      storage.exit(() => assert.equal(scope.get(), "a"));
    }));
});

Deno.test("requestScope() uses a storage where Deno's context is closed, or something else", async () => {
  const frozen = Object.freeze({});
  const accesses = [{}, { getAsyncContext: () => frozen, setAsyncContext: () => {} }];
  for (const access of accesses) {
    const fallback = requestScope<string>(access);
    const seen = fallback.run("a", async () => {
      await null;
      const inner = fallback.run("b", () => fallback.get());
      fallback.enter("c");
      return [inner, fallback.get(), scope.get()];
    });
    assert.deepEqual(await seen, ["b", "c", undefined]);
    assert.equal(fallback.get(), undefined);
  }
});
