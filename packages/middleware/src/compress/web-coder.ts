import { concat } from "@tsgi/core/server";
import type { Coder, Encoding } from "./coders.ts";

/** Names that CompressionStream may know; `brotli` and `zstd` are newer than the standard's first three. */
const FORMATS: Readonly<Record<Encoding, string>> = { br: "brotli", zstd: "zstd", gzip: "gzip" };

/** CompressionStream: it has no way to flush, so streams are left alone. Undefined where it does not know the coding. */
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
