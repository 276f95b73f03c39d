/** Base64 and UTF-8 without Buffer, which not every runtime has. */

/** Methods of some runtimes; the others have btoa and atob. */
interface Base64 {
  toBase64?(): string;
}
interface Base64Constructor {
  fromBase64?(text: string): Uint8Array;
}

/** Maximum arguments of a call that every runtime accepts. */
const SLICE = 8192;

export function encodeBase64(bytes: Uint8Array): string {
  const own = (bytes as Base64).toBase64?.();
  if (own !== undefined) return own;
  let latin1 = "";
  for (let at = 0; at < bytes.length; at += SLICE) {
    latin1 += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  }
  return btoa(latin1);
}

/** Decodes base64. Returns undefined if it is invalid. */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    const own = (Uint8Array as Base64Constructor).fromBase64?.(text);
    if (own !== undefined) return own;
    const latin1 = atob(text);
    const bytes = new Uint8Array(latin1.length);
    for (let i = 0; i < latin1.length; i++) bytes[i] = latin1.charCodeAt(i);
    return bytes;
  } catch {
    return undefined;
  }
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Decodes UTF-8. Returns undefined if it is invalid. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
