// "You may also like": rounds of asking the database and ranking what came back.
import { type Product, products } from "./catalog.ts";
import { loadBoughtTogether } from "./database.ts";

/** Follows "bought together" three steps from `start`; the closest products first. */
export async function recommend(start: Product, limit: number): Promise<Product[]> {
  const scores = new Map<Product, number>();
  let current = start;
  for (let round = 0; round < 3; round++) {
    const bought = await loadBoughtTogether(current.id);
    for (const product of bought) addScore(scores, product, 2);
    scoreNeighbours(scores, current);
    scores.delete(start);
    current = rankByScore(scores)[0]!;
  }
  return rankByScore(scores).slice(0, limit);
}

function scoreNeighbours(scores: Map<Product, number>, to: Product): void {
  for (const candidate of products) {
    const likeness = similarity(to, candidate);
    if (likeness > 0) addScore(scores, candidate, likeness);
  }
}

/** A point for each shared word, less for a distant price. */
function similarity(a: Product, b: Product): number {
  const shared = a.words.filter((word) => b.words.includes(word)).length;
  return shared - Math.abs(Math.log(a.priceCents / b.priceCents));
}

function addScore(scores: Map<Product, number>, product: Product, score: number): void {
  scores.set(product, (scores.get(product) ?? 0) + score);
}

function rankByScore(scores: ReadonlyMap<Product, number>): Product[] {
  return [...scores].sort(([, a], [, b]) => b - a).map(([product]) => product);
}
