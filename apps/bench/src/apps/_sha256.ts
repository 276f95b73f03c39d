/** Undefined on runtimes other than Node. */
const node = globalThis.process?.getBuiltinModule("node:crypto");

/** Returns hexadecimal, with the fastest method of Node. */
export function sha256(bytes: Uint8Array): string {
  return node.hash("sha256", bytes, "hex");
}

/** Returns hexadecimal, with Web Crypto, which every platform has. */
export async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Uses Node's own on Node, like the code by hand, and Web Crypto on Bun, Deno and workerd. */
export const hash: (bytes: Uint8Array) => string | Promise<string> = navigator.userAgent.startsWith("Node.js")
  ? sha256
  : digest;
