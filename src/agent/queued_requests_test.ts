// Requests of both kinds, looked at by their handler or by a loop that runs for nobody.
import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { detached, enter, requestInScope } from "./owner_tracker.ts";
import { QueuedRequests } from "./queued_requests.ts";
import type { LoggedRequest } from "./request_log.ts";
import { newWaiter } from "./wait_tracker.ts";

function logged(id: number): LoggedRequest {
  const head = { method: "GET", target: "/", host: "", protocol: "HTTP/1.1", upstreamPort: 1 };
  return { id, isActive: true, ranUntil: 0, ...newWaiter(), isProfiled: true, head };
}

function nodeRequest(): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  return Object.assign(request, { url: "/users/7", method: "POST" });
}

/** Looks at `request` in a job of its own; the id of the request that the job was for afterwards. */
function lookLater(request: { url?: string | undefined }): Promise<number | undefined> {
  return detached(() =>
    new Promise((resolve) =>
      queueMicrotask(() => {
        void request.url;
        resolve((requestInScope() as LoggedRequest | undefined)?.id);
      })
    )
  );
}

Deno.test("QueuedRequests gives a request its owner back at the first look", async () => {
  const queued = new QueuedRequests();
  for (const [i, request] of [new Request("http://localhost/"), nodeRequest()].entries()) {
    const owner = logged(i + 1);
    queued.watch(request, owner);
    assert.equal(await lookLater(request), i + 1);
    assert.equal(await lookLater(request), undefined, "only the first look tells");
  }
});

Deno.test("QueuedRequests leaves a look by the request's own handler alone", () => {
  const owner = logged(1);
  const request = nodeRequest();
  new QueuedRequests().watch(request, owner);
  enter(owner, () => {
    assert.equal(request.method, "POST");
    assert.equal(requestInScope(), owner);
  });
  assert.equal(requestInScope(), undefined);
});

Deno.test("QueuedRequests leaves requests as they were", () => {
  for (const make of [() => new Request("http://localhost/", { method: "PUT" }), nodeRequest]) {
    const [request, plain] = [make(), make()];
    const queued = new QueuedRequests();
    queued.watch(request, logged(1));
    assert.deepEqual(Object.keys(request), Object.keys(plain));
    assert.equal(request.method, plain.method);
    assert.equal(request.url, plain.url);
    assert.deepEqual({ ...request.headers }, { ...plain.headers });
    assert.deepEqual(Object.getOwnPropertyNames(request), Object.getOwnPropertyNames(plain));
  }
});

Deno.test("QueuedRequests lets a framework write before it reads", () => {
  const request = nodeRequest();
  new QueuedRequests().watch(request, logged(1));
  request.url = "/rewritten";
  assert.equal(request.url, "/rewritten");
  assert.equal(request.method, "POST");
});

Deno.test("QueuedRequests gives up on a server without a queue, and never on one with it", async () => {
  const watchUntilGivenUp = (queued: QueuedRequests) => {
    for (let count = 0; count < 1000; count++) {
      const request = nodeRequest();
      queued.watch(request, logged(count));
      if (Object.getOwnPropertyDescriptor(request, "url")?.get === undefined) return count;
    }
    return Infinity;
  };
  const count = watchUntilGivenUp(new QueuedRequests());
  assert.ok(count > 0 && count < 1000, String(count));
  const queued = new QueuedRequests();
  const request = nodeRequest();
  queued.watch(request, logged(7));
  await lookLater(request);
  assert.equal(watchUntilGivenUp(queued), Infinity);
});
