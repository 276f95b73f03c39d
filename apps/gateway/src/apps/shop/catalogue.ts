/** Products of the shop. */

/** A product. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** In euro cents. */
  readonly price: number;
  /** Two colours of its picture, each `#rrggbb`. */
  readonly colors: readonly [string, string];
}

/** The usual products. */
export const products: readonly Product[] = [
  {
    id: "bell",
    name: "Bicycle bell",
    text: "Brass, and heard two streets away.",
    price: 1450,
    colors: ["#b45309", "#fde68a"],
  },
  {
    id: "lamp",
    name: "Desk lamp",
    text: "Warm light, a long arm, a heavy foot.",
    price: 6900,
    colors: ["#1d4ed8", "#bfdbfe"],
  },
  {
    id: "mug",
    name: "Enamel mug",
    text: "Survives every camping trip & most dishwashers.",
    price: 980,
    colors: ["#0f766e", "#99f6e4"],
  },
  {
    id: "notebook",
    name: "Notebook",
    text: "Ninety-six pages, dotted, lies flat.",
    price: 1290,
    colors: ["#be123c", "#fecdd3"],
  },
  {
    id: "plant",
    name: "Rubber plant",
    text: "Asks for water once a week and for nothing else.",
    price: 2490,
    colors: ["#15803d", "#bbf7d0"],
  },
  {
    id: "scarf",
    name: "Wool scarf",
    text: "Two metres, knitted on the coast.",
    price: 3950,
    colors: ["#7e22ce", "#e9d5ff"],
  },
];

/** Those whose name or text has the words, in their own order. */
export function search(all: readonly Product[], words: string): readonly Product[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ name, text }) => {
    const content = `${name} ${text}`.toLowerCase();
    return wanted.every((word) => content.includes(word));
  });
}

/** A price as people read it: `€14.50`. */
export function euros(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`;
}
