/** Settings shared by every measured chain of middleware, so that each does the same work. */

/** The origin whose pages may read the responses. */
export const ORIGIN = "https://app.example";
/** Requests per minute: none is refused. */
export const MOST_REQUESTS = 1_000_000_000;
/** Bytes of a request body. */
export const MOST_BYTES = 1_048_576;
/** Milliseconds until a response. */
export const TIME_LIMIT = 30_000;
/** Signs or encrypts session cookies. */
export const SECRET = "a secret of 32 characters or more";

const buffer = Buffer.alloc(65_536);
let end = 0;

/** Discards access logs, but formats each line into a reused buffer. */
export function sink(line: string): void {
  if (end + line.length * 3 > buffer.length) end = 0;
  end += buffer.write(line, end);
}
