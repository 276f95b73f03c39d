const ESCAPE = /%[0-9a-f]{2}/gi;
const ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/** Splits an encoded path into decoded segments; never throws. */
export function segmentsOf(path: string): string[] {
  if (path === "" || path === "*") return [];
  const segments = path.slice(1).split("/");
  if (!path.includes("%")) return segments;
  // An exception costs more than everything else here: a path causes at most one, however many of its segments are
  // malformed.
  let isSound = true;
  return segments.map((segment) => {
    const text = isSound ? decodeSound(segment) : undefined;
    isSound = text !== undefined;
    return text ?? decodeAny(segment);
  });
}

/** Percent-decodes UTF-8. A malformed `%` is kept, invalid UTF-8 becomes U+FFFD. */
export function decodeText(text: string): string {
  return decodeSound(text) ?? decodeAny(text);
}

/** Returns undefined if the text is malformed. */
function decodeSound(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

let decoder: TextDecoder | undefined;

function decodeAny(text: string): string {
  if (!text.includes("%")) return text;
  const utf8 = (decoder ??= new TextDecoder("utf-8", { ignoreBOM: true }));
  return text.replace(ESCAPES, (run) => utf8.decode(bytesOf(run)));
}

/** Percent-decodes to bytes, each as the character with its code (PEP 3333, "Unicode Issues"). */
export function decodeLatin1(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(ESCAPE, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));
}

function bytesOf(run: string): Uint8Array {
  const bytes = new Uint8Array(run.length / 3);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(run.slice(i * 3 + 1, i * 3 + 3), 16);
  return bytes;
}
