import assert from "node:assert/strict";
import { PprofMessage } from "./pprof_message.ts";

function hex(message: PprofMessage): string {
  return Array.from(message.view(), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** The examples of https://protobuf.dev/programming-guides/encoding/ */
Deno.test("PprofMessage writes what protobuf's own examples show", () => {
  const test1 = new PprofMessage();
  test1.number(1, 150);
  assert.equal(hex(test1), "08 96 01");

  const test2 = new PprofMessage();
  test2.text(2, "testing");
  assert.equal(hex(test2), "12 07 74 65 73 74 69 6e 67");

  const test3 = new PprofMessage();
  test3.message(3, test1);
  assert.equal(hex(test3), "1a 03 08 96 01");

  const test5 = new PprofMessage();
  test5.numbers(6, [3, 270, 86942]);
  assert.equal(hex(test5), "32 06 03 8e 02 9e a7 05");
});

Deno.test("PprofMessage leaves out what is 0, but not an empty text", () => {
  const message = new PprofMessage();
  message.number(1, 0);
  message.number(2, 0n);
  message.numbers(3, []);
  assert.equal(message.view().length, 0);
  message.text(4, "");
  assert.equal(hex(message), "22 00");
});

Deno.test("PprofMessage.numbers() keeps zeros, which have a place", () => {
  const message = new PprofMessage();
  message.numbers(2, [1, 0, 7]);
  assert.equal(hex(message), "12 03 01 00 07");
});

Deno.test("PprofMessage.clear() makes room for the next one", () => {
  const message = new PprofMessage();
  message.number(1, 5);
  message.clear();
  message.fields(Uint8Array.of(8, 6));
  assert.equal(hex(message), "08 06");
});
