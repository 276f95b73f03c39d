/** What every chain of middleware that is measured has in common, so that each does the same work. */

/** The origin whose pages may read the answers. */
export const ORIGIN = "https://app.example";
/** Requests in a minute: none is refused. */
export const MOST_REQUESTS = 1_000_000_000;
/** Bytes of a request body. */
export const MOST_BYTES = 1_048_576;
/** Milliseconds to an answer. */
export const TIME_LIMIT = 30_000;
/** Signs or encrypts what sessions have in cookies. */
export const SECRET = "a secret of 32 characters or more";

const buffer = Buffer.alloc(65_536);
let end = 0;

/** Where access logs go: nowhere, but each line is written out, into memory that is used again and again. */
export function sink(line: string): void {
  if (end + line.length * 3 > buffer.length) end = 0;
  end += buffer.write(line, end);
}
