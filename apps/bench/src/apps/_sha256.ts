/** Where there is no Node, nobody is asked for it. */
const node = globalThis.process?.getBuiltinModule("node:crypto");

/** Hexadecimal, by Node's shortest way. */
export function sha256(bytes: Uint8Array): string {
  return node.hash("sha256", bytes, "hex");
}

/** Hexadecimal, by Web Crypto, which every platform has. */
export async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Node's on Node, where others are by hand too; Web Crypto's on Bun, Deno and workerd. */
export const hash: (bytes: Uint8Array) => string | Promise<string> = navigator.userAgent.startsWith("Node.js")
  ? sha256
  : digest;
