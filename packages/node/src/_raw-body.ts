import { isBytes } from "@tsgi/core/server";
import type { NodeRequest } from "./_types.ts";

/**
 * The bytes that a host, Cloud Functions say, has kept of a body which it has read; undefined where there are none, or the body
 * is still to be read.
 */
export function rawBodyOf(request: NodeRequest): Uint8Array | undefined {
  if (!request.readableDidRead && !request.readableEnded) return undefined;
  const { rawBody } = request as { readonly rawBody?: unknown };
  return isBytes(rawBody) ? rawBody : undefined;
}

/** The fields as they describe the bytes: of this length, where one was told, and no more compressed. */
export function withLength(fields: readonly string[], length: number): readonly string[] {
  const fitting: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const key = fields[i]!.toLowerCase();
    if (key === "content-encoding") continue;
    fitting.push(fields[i]!, key === "content-length" ? String(length) : fields[i + 1]!);
  }
  return fitting;
}
