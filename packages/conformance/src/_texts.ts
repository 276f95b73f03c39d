import type { Body, HeaderList } from "@tsgi/core";

/** The head of most responses. */
export const PLAIN: HeaderList = [["content-type", "text/plain"]];

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Every byte once, in order. */
export const everyByte: Uint8Array = Uint8Array.from({ length: 256 }, (_, i) => i);

/** Returns `length` bytes without a short repeating period. */
export function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

/** Returns true if both hold the same bytes. Faster than an assertion, which would print them. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Returns the error that a call threw, or undefined. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** One body of each of the four kinds that servers send differently. */
export function bodyFor(path: string): Body {
  if (path === "/null") return null;
  if (path === "/stream") return ["a", "b"].values();
  if (path !== "/later") return "whole";
  return (async function* () {
    yield "a";
    yield "b";
  })();
}
