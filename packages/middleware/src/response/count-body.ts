import { isWhole, type Body, type Chunk, type Environ } from "@tsgi/core";
import { byteLengthOf } from "./body.ts";
import { tapBody } from "./tap.ts";

/**
 * Counts the bytes of a body: at once if it is complete, else as the stream passes. Bodies that are not streams are
 * returned unchanged, and a response to HEAD has no bytes.
 */
export function countBody({ method }: Environ, body: Body, add: (bytes: number) => void): Body {
  if (method === "HEAD") return body;
  const count = (chunk: Chunk | null): void => add(chunk === null ? 0 : byteLengthOf(chunk));
  if (isWhole(body)) count(body);
  else if (Array.isArray(body)) for (const chunk of body as Chunk[]) count(chunk);
  else if (typeof body === "object") return tapBody(body, { chunk: count });
  return body;
}
