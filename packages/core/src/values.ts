import type { Chunk } from "./message.ts";

/** Returns true for bytes of any realm, including a Node Buffer. */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array ||
    (ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Uint8Array]")
  );
}

/** Returns true for a promise or any other thenable. */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && typeof (value as PromiseLike<T>).then === "function";
}

/** Formats a value for a message: on one line, with at most 60 characters of its content. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value);
    return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
  }
  if (typeof value === "function") return `function ${value.name || "(anonymous)"}`;
  if (typeof value === "object" && value !== null) return Object.prototype.toString.call(value);
  return String(value);
}

export const encoder: TextEncoder = /* @__PURE__ */ new TextEncoder();

/** Returns the number of bytes of a chunk when it is sent. */
export function byteLengthOf(chunk: Chunk): number {
  return typeof chunk === "string" ? encoder.encode(chunk).length : chunk.length;
}

/** Returns the first `size` bytes of a chunk. */
export function cut(chunk: Chunk, size: number): Uint8Array {
  return (typeof chunk === "string" ? encoder.encode(chunk) : chunk).subarray(0, size);
}
