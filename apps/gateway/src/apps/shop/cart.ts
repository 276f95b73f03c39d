/** A cart: how many of which product. It stands in the session, as plain data. */
import { euros, type Product } from "./catalogue.ts";

/** Pairs of a product's id and how many. */
export type Cart = readonly (readonly [id: string, count: number])[];

/** Most of one product in a cart. */
export const MOST = 20;

/** A cart with its products, as views and orders show it. */
export interface Priced {
  readonly lines: readonly {
    readonly id: string;
    readonly name: string;
    readonly count: number;
    readonly price: string;
    readonly sum: string;
  }[];
  readonly count: number;
  readonly total: string;
}

/** Adds to what is there. */
export function add(cart: Cart, id: string, count: number): Cart {
  const before = cart.find(([one]) => one === id)?.[1] ?? 0;
  return setCount(cart, id, before + count);
}

/** Sets how many; none takes the product out. */
export function setCount(cart: Cart, id: string, count: number): Cart {
  const line = [id, Math.min(count, MOST)] as const;
  const isNew = !cart.some(([one]) => one === id);
  const changed = isNew ? [...cart, line] : cart.map((one) => (one[0] === id ? line : one));
  return changed.filter(([, many]) => many > 0);
}

/** Prices a cart. A product that is no longer sold is left out. */
export function price(cart: Cart, products: ReadonlyMap<string, Product>): Priced {
  const known = cart.flatMap(([id, count]) => {
    const product = products.get(id);
    return product ? [{ product, count }] : [];
  });
  return {
    lines: known.map(({ product: { id, name, price: each }, count }) => ({
      id,
      name,
      count,
      price: euros(each),
      sum: euros(each * count),
    })),
    count: known.reduce((sum, { count }) => sum + count, 0),
    total: euros(known.reduce((sum, { product, count }) => sum + product.price * count, 0)),
  };
}

/** Reads a count from a form: a whole number from `least` to {@link MOST}. */
export function readCount(text: unknown, least: number): number | undefined {
  if (typeof text !== "string" || !/^\d{1,2}$/.test(text)) return undefined;
  const count = Number(text);
  return count >= least && count <= MOST ? count : undefined;
}
