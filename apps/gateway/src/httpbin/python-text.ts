/** Python's ways with text and bytes, where they decide what the original answers. */
import { Fault } from "./reply.ts";

/** `int(text)`. @throws Fault where Python raises ValueError */
export function toInt(text: string): number {
  if (!/^\s*[-+]?\d+(?:_\d+)*\s*$/.test(text)) throw new Fault("no integer");
  return Number(text.replaceAll("_", ""));
}

/** `float(text)`. @throws Fault where Python raises ValueError */
export function toFloat(text: string): number {
  const word = /^\s*([-+]?)(?:(inf(?:inity)?)|nan)\s*$/i.exec(text);
  if (word) return word[2] === undefined ? Number.NaN : Number(`${word[1]}Infinity`);
  const number =
    /^\s*[-+]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?\s*$/i;
  if (!number.test(text)) throw new Fault("no number");
  return Number(text.replaceAll("_", ""));
}

/** Decodes UTF-8; undefined when it is none. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Decodes UTF-8; invalid bytes become U+FFFD. */
export function utf8OrReplaced(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/** Each byte as the character of its number: how headers travel. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** The bytes of a header's text. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

export function encodeBase64(bytes: Uint8Array): string {
  return btoa(latin1(bytes));
}

/** `base64.b64decode(text)`: ignores foreign characters, and all that follows the padding. @throws Fault */
export function decodeBase64(text: string): Uint8Array {
  const kept = text.replace(/[^A-Za-z0-9+/=]/g, "");
  let digits = "";
  let pads = 0;
  for (const char of kept) {
    const open = digits.length % 4;
    if (char !== "=") {
      digits += char;
      pads = 0;
    } else if (open >= 2 && open + ++pads >= 4) {
      return latin1Bytes(atob(digits));
    }
  }
  if (digits.length % 4 !== 0) throw new Fault("incorrect padding");
  return latin1Bytes(atob(digits));
}

/** Bytes for JSON: as text if they are UTF-8, or else as a data URL (RFC 2397). */
export function jsonSafe(bytes: Uint8Array, type = "application/octet-stream"): string {
  return utf8(bytes) ?? `data:${type};base64,${encodeBase64(bytes)}`;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
