import { concat } from "./body.ts";
import { tooLarge } from "./input.ts";

/**
 * Collects a request body chunk by chunk, for inputs that cannot read it in one step. Closes the iterator above the limit.
 *
 * @throws TSGI_INPUT_TOO_LARGE above the limit
 */
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
