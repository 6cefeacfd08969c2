// deno-fmt-ignore-file -- the layout is the point: what a transpiler moves to other lines and columns
// One function per kind of syntax that TypeScript removes, adds or rewrites; each burns CPU in one line.
// Markers: `//@ NAME at "TEXT"` = V8's NAME begins where TEXT does in this line,
// `//@ NAME is hot` = most of the self time of NAME is spent in this line.

/** @jsxRuntime classic */
/** @jsx element */

interface Burnt {
  readonly total: number;
}

declare global {
  namespace JSX {
    type Element = number;
  }
}

enum Size {
  Loop = 30_000,
}

const enum Prime {
  Modulus = 1_000_003,
}

const DOCUMENT = JSON.stringify(Array.from({ length: 2000 }, (_, i) => ({ id: i, name: `n${i}` })));

type Props = Readonly<{ of: number }>;

function element(component: (props: Props) => number, props: Props): number {
  return component(props);
}

export function plain(start: number): number { //@ plain at "plain("
  let total: number = start as number;
  for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ plain is hot
  return total satisfies number;
}

export async function multiLine< //@ multiLine at "multiLine<"
  T extends Burnt,
>(
  burnt: T,
  times: number = Size.Loop,
): Promise<number> {
  await null;
  let total = burnt.total;
  for (let i = 0; i < times; i++) total = (total * 31 + i) % Prime.Modulus; //@ multiLine is hot
  return total;
}

export const arrow = <T extends number>(start: T): number => { //@ arrow at "<T"
  let total: number = start!;
  for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ arrow is hot
  return total;
};

export const folded = (text: string): number => //@ folded at "(text"
  JSON.stringify(JSON.parse(text), undefined, " ").length; //@ folded is hot

export function merged(text: string): number { //@ merged at "merged("
  const length: number =
    JSON.stringify(JSON.parse(text), undefined, "  ").length; //@ merged is hot
  return length;
}

export function chain(texts: readonly string[]): number[] {
  return texts
    .map(function first(text) { return JSON.stringify(JSON.parse(text)).length }) //@ first at "first(" //@ first is hot
    .map((length) => element(Tile, { of: length }));
}

export const flame = "🔥🔥"; export function afterFlame(start: number): number { //@ afterFlame at "afterFlame("
  let total = start;
  /* 🔥 */ for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ afterFlame is hot
  return total;
}

function traced<T extends (this: never, ...values: never[]) => unknown>(
  method: T,
  _context: ClassMethodDecoratorContext,
): T {
  return function wrapper(this: never, ...values: never[]) { //@ wrapper at "wrapper("
    let total = 0;
    for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ wrapper is hot
    return total < 0 ? undefined : method.apply(this, values);
  } as T;
}

abstract class Base {
  abstract get start(): number;

  inherited(): number { //@ inherited at "inherited("
    let total = this.start;
    for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ inherited is hot
    return total;
  }
}

export class Oven extends Base {
  declare readonly never: string;
  readonly bake = (start: number): number => { //@ Oven.bake at "(start"
    let total = start;
    for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ Oven.bake is hot
    return total;
  };

  constructor( //@ Oven at "constructor("
    private readonly first: number,
    protected second?: string,
  ) {
    super();
    let total = first;
    for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ Oven is hot
    this.second = String(total);
  }

  override get start(): number { //@ get start at "start("
    let total = this.first;
    for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ get start is hot
    return total;
  }

  @traced
  decorated(start: number): number { //@ decorated at "decorated("
    let total = start;
    for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ decorated is hot
    return total;
  }

  async *steps<T extends number>(start: T): AsyncGenerator<number> { //@ steps at "steps<"
    let total: number = start;
    for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ steps is hot
    yield total;
  }

  static cold(start: number): number { //@ cold at "cold("
    let total = start;
    for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ cold is hot
    return total;
  }
}

function Tile({ of }: Props): JSX.Element { //@ Tile at "Tile("
  let total = of;
  for (let i = 0; i < Size.Loop; i++) total = (total * 31 + i) % Prime.Modulus; //@ Tile is hot
  return total;
}

/** Runs everything once, about a millisecond each. */
export async function burn(): Promise<number> {
  const oven = new Oven(1);
  let total = plain(1) + arrow(2) + folded(DOCUMENT) + merged(DOCUMENT) + afterFlame(3);
  total += await multiLine({ total });
  total += oven.inherited() + oven.bake(4) + oven.decorated(5) + Oven.cold(6);
  for await (const step of oven.steps(7)) total += step;
  for (const length of chain([DOCUMENT])) total += length;
  return total + (
    <Tile
      of={8}
    />
  );
}
