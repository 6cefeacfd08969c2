// Orders: what is accepted, what it costs, and the number that the customer gets.
import { createHash } from "node:crypto";
import { productById } from "./catalog.ts";

export interface Order {
  readonly customer: string;
  readonly lines: readonly { readonly productId: number; readonly quantity: number }[];
}

/** One sentence per thing that is wrong with a request's body; none when it is an Order. */
export function orderProblems(body: Partial<Order> | null): string[] {
  const problems: string[] = [];
  if (typeof body?.customer !== "string") problems.push("customer is missing");
  if (!Array.isArray(body?.lines) || body.lines.length === 0) return [...problems, "no lines"];
  for (const [index, line] of body.lines.entries()) {
    const { productId, quantity } = line ?? {};
    if (!productById(productId)) problems.push(`lines[${index}]: no such product`);
    else if (!(quantity >= 1 && quantity <= 99)) problems.push(`lines[${index}]: 1 to 99 please`);
  }
  return problems;
}

export function orderTotalCents({ lines }: Order): number {
  let cents = 0;
  for (const { productId, quantity } of lines) {
    cents += productById(productId)!.priceCents * quantity;
  }
  return cents;
}

/** Many rounds on purpose: the number must be expensive to guess. */
export function orderNumber(order: Order): string {
  let seal = JSON.stringify(order);
  for (let round = 0; round < 1500; round++) {
    seal = createHash("sha256").update(seal).digest("hex");
  }
  return `R-${seal.slice(0, 10).toUpperCase()}`;
}
