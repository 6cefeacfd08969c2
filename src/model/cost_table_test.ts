import assert from "node:assert/strict";
import { CostTable } from "./cost_table.ts";

Deno.test("CostTable adds samples up, waits apart", () => {
  const table = new CostTable(2);
  table.addSample(1, 100, false);
  table.addSample(1, 50.5, false);
  table.addSample(1, 7, true);
  assert.deepEqual(table.cost(0), { busy: 0, wait: 0, samples: 0 });
  assert.deepEqual(table.cost(1), { busy: 150.5, wait: 7, samples: 3 });
  assert.deepEqual([table.busy(1), table.wait(1), table.samples(1)], [150.5, 7, 3]);
});

Deno.test("CostTable adds costs of another table, or its own", () => {
  const one = new CostTable(2);
  one.addSample(0, 5, true);
  const other = one.copy();
  other.add(1, one, 0);
  other.add(1, other, 0);
  assert.deepEqual(other.cost(1), { busy: 0, wait: 10, samples: 2 });
  assert.deepEqual(one.cost(1), { busy: 0, wait: 0, samples: 0 });
});
