import { hopByHopNames } from "@tsgi/core/server";

/** Returns true for a field that a service does not pass on, in either direction: one of the connection, or Expect. */
export function isOfConnection(name: string): boolean {
  const key = name.toLowerCase();
  return hopByHopNames.has(key) || key === "expect";
}
