import { concat } from "@tsgi/core/server";
import type { Coder, Encoding } from "./coder.ts";

/** Names that CompressionStream may support; `brotli` and `zstd` are newer than the first three of the standard. */
const FORMATS: Readonly<Record<Encoding, string>> = { br: "brotli", zstd: "zstd", gzip: "gzip" };

/**
 * Encodes with CompressionStream. It cannot flush, so it does not encode streams. Undefined if it does not support the
 * coding.
 */
export function webCoder(encoding: Encoding): Coder | undefined {
  const format = FORMATS[encoding] as CompressionFormat;
  if (!knows(format)) return undefined;
  return {
    async whole(bytes) {
      const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
      const reader = stream.pipeThrough(new CompressionStream(format)).getReader();
      const parts: Uint8Array[] = [];
      let size = 0;
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        parts.push(step.value);
        size += step.value.length;
      }
      return concat(parts, size);
    },
  };
}

function knows(format: CompressionFormat): boolean {
  try {
    void new CompressionStream(format);
    return true;
  } catch {
    return false;
  }
}
