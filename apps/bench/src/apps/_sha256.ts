import { hash } from "node:crypto";

/** Hexadecimal, by Node's shortest way. */
export function sha256(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}
