// The products: every combination of three word lists, the same at each start.

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly words: readonly string[];
  readonly priceCents: number;
}

const STYLES = "Plain Tall Round Little Heavy Folding Striped Speckled Travel Winter".split(" ");
const MATERIALS = "oak linen wool copper cork glass paper leather stone bamboo enamel".split(" ");
const THINGS = ("kettle teapot mug bowl carafe tray notebook lamp organiser clock ruler blanket " +
  "cushion basket mirror candle stool lantern hammock flask rucksack planter birdhouse").split(" ");

/** 2,530 of them. The list lengths have no common divisor, so no combination comes twice. */
export const products: readonly Product[] = Array.from(
  { length: STYLES.length * MATERIALS.length * THINGS.length },
  (_, index) => {
    const words = [STYLES, MATERIALS, THINGS].map((list) => list[index % list.length]!);
    const priceCents = 400 + (index * 67) % 180 * 50;
    return { id: index + 1, name: words.join(" "), words, priceCents };
  },
);

export function productById(id: number): Product | undefined {
  return products[id - 1];
}

/** The best matches first; forgives a typing error or two per word. */
export function searchProducts(query: string, limit: number): Product[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 4);
  if (wanted.length === 0) return [];
  return products.map((product) => ({ product, score: scoreProduct(product, wanted) }))
    .filter(({ score }) => score > 0.6)
    .sort((a, b) => b.score - a.score || a.product.id - b.product.id)
    .slice(0, limit)
    .map(({ product }) => product);
}

/** 1 when every wanted word is in the name. */
function scoreProduct(product: Product, wanted: readonly string[]): number {
  let sum = 0;
  for (const word of wanted) {
    sum += Math.max(...product.words.map((own) => wordSimilarity(word, own.toLowerCase())));
  }
  return sum / wanted.length;
}

function wordSimilarity(a: string, b: string): number {
  if (b.startsWith(a)) return 1;
  return 1 - editDistance(a, b) / Math.max(a.length, b.length);
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, replace));
    }
    above = row;
  }
  return above.at(-1)!;
}
