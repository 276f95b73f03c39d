import { concat, tooLarge } from "@tsgi/core/server";

/** All that an iterator of a request body gives, in one piece. */
export async function collectChunks(chunks: AsyncIterator<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let step = await chunks.next(); step.done !== true; step = await chunks.next()) {
    size += step.value.length;
    if (size > limit) {
      await chunks.return?.();
      throw tooLarge(limit);
    }
    parts.push(step.value);
  }
  return concat(parts, size);
}
