import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../errors.ts";
import { ByteWriter } from "./byte_writer.ts";

/** What `write` puts into a new writer, as text. */
function written(write: (writer: ByteWriter) => void): string {
  const writer = new ByteWriter();
  write(writer);
  return new TextDecoder().decode(writer.view());
}

Deno.test("ByteWriter writes whole numbers as String() does", () => {
  fc.assert(fc.property(fc.maxSafeNat(), (value) => {
    assert.equal(written((writer) => writer.decimal(value)), String(value));
  }));
  for (const value of [0, 9, 10, 2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
    assert.equal(written((writer) => writer.decimal(value)), String(value));
  }
});

Deno.test("ByteWriter writes text as UTF-8", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (text) => {
    assert.equal(written((writer) => writer.text(text)), text.toWellFormed());
  }));
});

Deno.test("ByteWriter writes varints of numbers and bigints alike", () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
    const writer = new ByteWriter();
    writer.varint(value);
    if (value <= Number.MAX_SAFE_INTEGER) writer.varint(Number(value));
    const [big, small] = varints(writer.view());
    assert.equal(big, value);
    assert.equal(small, value <= Number.MAX_SAFE_INTEGER ? value : undefined);
  }));
});

/** Decodes base 128, lowest digit first. */
function varints(bytes: Uint8Array): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let digit = 0n;
  for (const byte of bytes) {
    value += BigInt(byte % 128) * 128n ** digit++;
    if (byte >= 128) continue;
    values.push(value);
    value = digit = 0n;
  }
  assert.equal(digit, 0n, "the last one is cut off");
  return values;
}

Deno.test("ByteWriter.cutTo() takes back what came last", () => {
  const text = written((writer) => {
    writer.text("main;");
    const { length } = writer;
    writer.text("handler");
    writer.cutTo(length);
    writer.bytes(new TextEncoder().encode("query"));
    writer.byte(0x21);
  });
  assert.equal(text, "main;query!");
});

Deno.test("ByteWriter tells the user when a file gets too large", () => {
  const writer = new ByteWriter(3_000_000);
  const line = new Uint8Array(1_000_000);
  for (let i = 0; i < 3; i++) writer.bytes(line);
  assert.throws(() => writer.byte(0), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.message, "Cannot write more than 3 MB");
    return true;
  });
});
