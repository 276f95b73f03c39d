import { PLACES, placesOf, sizeOf } from "../scenarios/growth.ts";

/** Creates a tree of each size; returns a function that finds the tree of a path. */
export function treesOf<Tree>(make: (places: readonly string[]) => Tree): (path: string) => Tree {
  const trees = new Map(PLACES.map((size) => [size as number, make(placesOf(size))]));
  return (path) => trees.get(sizeOf(path))!;
}
