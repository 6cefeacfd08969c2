import assert from "node:assert/strict";
import { exactDigits, roundDigits, shortestDigits } from "./decimal_digits.ts";

Deno.test("exactDigits() gives every digit of the binary value", () => {
  assert.deepEqual(exactDigits(0.1), {
    digits: "1000000000000000055511151231257827021181583404541015625",
    point: 0,
  });
  assert.deepEqual(exactDigits(1536), { digits: "1536", point: 4 });
  assert.deepEqual(exactDigits(2 ** 70), { digits: "1180591620717411303424", point: 22 });
  assert.deepEqual(exactDigits(0), { digits: "0", point: 1 });
});

Deno.test("exactDigits() covers the smallest and the largest double", () => {
  const smallest = exactDigits(5e-324);
  assert.equal(smallest.point, -323);
  assert.match(
    smallest.digits,
    /^4940656458412465441765687928682213723650598026143247644255856825/,
  );
  const largest = exactDigits(Number.MAX_VALUE);
  assert.equal(largest.point, 309);
  assert.equal(BigInt(largest.digits.padEnd(309, "0")), BigInt(Number.MAX_VALUE));
});

Deno.test("shortestDigits() reads back as the same number", () => {
  for (const value of [0.1, 1e21, 5e-324, 123456.789, 3, Number.MAX_VALUE]) {
    const { digits, point } = shortestDigits(value);
    assert.equal(Number(`0.${digits}e${point}`), value);
  }
  assert.deepEqual(shortestDigits(100), { digits: "1", point: 3 });
});

Deno.test("roundDigits() rounds ties to even and carries", () => {
  assert.deepEqual(roundDigits({ digits: "25", point: 1 }, 1), { digits: "2", point: 1 });
  assert.deepEqual(roundDigits({ digits: "35", point: 1 }, 1), { digits: "4", point: 1 });
  assert.deepEqual(roundDigits({ digits: "251", point: 1 }, 1), { digits: "3", point: 1 });
  assert.deepEqual(roundDigits({ digits: "9996", point: 2 }, 3), { digits: "1", point: 3 });
  assert.deepEqual(roundDigits({ digits: "104", point: 2 }, 2), { digits: "1", point: 2 });
});

Deno.test("roundDigits() can round away every digit", () => {
  assert.deepEqual(roundDigits({ digits: "5", point: 0 }, 0), { digits: "0", point: 1 });
  assert.deepEqual(roundDigits({ digits: "51", point: 0 }, 0), { digits: "1", point: 1 });
  assert.deepEqual(roundDigits({ digits: "9", point: -3 }, -3), { digits: "0", point: 1 });
});
