/** Where there is no Node, nobody is asked for it. */
const crypto = globalThis.process?.getBuiltinModule("node:crypto");

/** Hexadecimal, by Node's shortest way. */
export function sha256(bytes: Uint8Array): string {
  return crypto.hash("sha256", bytes, "hex");
}
