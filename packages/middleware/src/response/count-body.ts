import { isWhole, type Body, type Chunk, type Environ } from "@tsgi/core";
import { byteLengthOf } from "./body.ts";
import { tapBody } from "./tap.ts";

/**
 * Tells the bytes of a body: at once where it is there, of a stream on its way. What is no stream is handed on as it is, and
 * an answer to HEAD sends none.
 */
export function countBody({ method }: Environ, body: Body, add: (bytes: number) => void): Body {
  if (method === "HEAD") return body;
  const count = (chunk: Chunk | null): void => add(chunk === null ? 0 : byteLengthOf(chunk));
  if (isWhole(body)) count(body);
  else if (Array.isArray(body)) for (const chunk of body as Chunk[]) count(chunk);
  else if (typeof body === "object") return tapBody(body, { chunk: count });
  return body;
}
