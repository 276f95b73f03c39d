import { PLACES, placesOf, sizeOf } from "../scenarios/growth.ts";

/** Makes a tree of each size; gives the one that a path is of. */
export function treesOf<Tree>(make: (places: readonly string[]) => Tree): (path: string) => Tree {
  const trees = new Map(PLACES.map((size) => [size as number, make(placesOf(size))]));
  return (path) => trees.get(sizeOf(path))!;
}
