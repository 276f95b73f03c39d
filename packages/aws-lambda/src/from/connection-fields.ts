import { hopByHopNames } from "@tsgi/core/server";

/** Tells a field that a service keeps to itself, in both directions: one of the connection, and Expect. */
export function isOfConnection(name: string): boolean {
  const key = name.toLowerCase();
  return hopByHopNames.has(key) || key === "expect";
}
