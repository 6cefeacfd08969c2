// Stands in for a database across the network: rows in memory, answers after a few milliseconds.
import { type Product, productById, products } from "./catalog.ts";

/** One round trip. */
async function query<T>(latencyMs: number, rows: () => T): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, latencyMs));
  return rows();
}

export async function loadUser(name: string) {
  const users = [{ name: "ada", memberSince: 2019 }, { name: "grace", memberSince: 2021 }];
  return await query(6, () => users.find((user) => user.name === name));
}

/** Everyone has three things in the cart; which ones depends on the name's length. */
export async function loadCart(user: string) {
  return await query(9, () =>
    [1, 2, 3].map((quantity) => ({
      product: productById(user.length * quantity * 37)!,
      quantity,
    })));
}

export async function loadProduct(id: number): Promise<Product | undefined> {
  return await query(2, () => productById(id));
}

export async function loadProducts(from: number, size: number): Promise<readonly Product[]> {
  return await query(2, () => products.slice(from, from + size));
}

/** What was in the same orders as product `id`. */
export async function loadBoughtTogether(id: number): Promise<Product[]> {
  const steps = [17, 101, 313, 555, 1009];
  return await query(4, () => steps.map((step) => products[(id * 7 + step) % products.length]!));
}

export async function saveOrder(number: string): Promise<void> {
  await query(5, () => number);
}
