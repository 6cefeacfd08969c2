// Deno itself is asked what it refuses, and with which words.
import assert from "node:assert/strict";
import { checkedResponse } from "./checked_response.ts";

const REFUSED: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => "text",
  () => ({ status: 200, headers: new Headers(), body: null }),
  () => Response.error(),
  async () => {
    const response = new Response("read already");
    await response.text();
    return response;
  },
];

/** What Deno.serve says of a handler's return value. */
async function refusalOf(made: () => unknown): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await using server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen() {},
    onError(error) {
      resolve(error);
      return new Response("refused");
    },
  }, () => made() as Response);
  await (await fetch(`http://127.0.0.1:${server.addr.port}`)).text();
  return await promise;
}

Deno.test("checkedResponse() refuses what Deno refuses, in its words", async () => {
  for (const make of REFUSED) {
    const expected = await refusalOf(make);
    assert.ok(expected instanceof TypeError);
    const made = await make();
    assert.throws(() => checkedResponse(made), expected);
  }
});

Deno.test("checkedResponse() lets responses pass", () => {
  class Special extends Response {}
  for (const response of [new Response(), Response.json({}), new Special("x")]) {
    assert.equal(checkedResponse(response), response);
  }
});
