/** Requests and responses, the same for every contestant. Nothing here is created per request. */

/** The response to `/text` and `/deep`. */
export const TEXT = "Hello, TSGI world!";
export const TEXT_TYPE = "text/plain; charset=utf-8";
export const JSON_TYPE = "application/json; charset=utf-8";
export const BYTES_TYPE = "application/octet-stream";
export const EVENTS_TYPE = "text/event-stream";

/** A browser's usual request: twelve fields in addition to Host. */
export const headers: Readonly<Record<string, string>> = {
  "user-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36",
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "accept-language": "en-US,en;q=0.5",
  "accept-encoding": "gzip, deflate, br, zstd",
  referer: "http://127.0.0.1/",
  cookie: "session=0123456789abcdef; theme=dark",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "same-origin",
  "cache-control": "no-cache",
  "x-request-id": "7d4f1c1e-9c3b-4f0a-8f57-2f6f1f0c7a11",
  authorization: "Bearer 0123456789abcdefghijklmnopqrstuvwxyz",
};

/** The fields that `/json` reads and returns. */
export const NAMES: readonly string[] = Object.keys(headers);

/** Creates the response to `/json` from the header fields of the request. */
export function jsonOf(header: (name: string) => string | null | undefined): string {
  const fields: Record<string, string | null | undefined> = {};
  for (const name of NAMES) fields[name] = header(name);
  return JSON.stringify(fields);
}

const MEBIBYTE = 1_048_576;
const CHUNKS = 64;

/** The response to `/whole`: bytes of every value, so not text. */
export const WHOLE: Uint8Array = Uint8Array.from({ length: MEBIBYTE }, (_, index) => (index * 31) & 255);

/** The response to `/chunks`, in its 64 pieces. */
export const PIECES: readonly Uint8Array[] = Array.from({ length: CHUNKS }, (_, index) =>
  WHOLE.slice((index * MEBIBYTE) / CHUNKS, ((index + 1) * MEBIBYTE) / CHUNKS),
);

/** Yields the pieces of `/chunks`, like an application that does not have them all at once. */
export function* pieces(): Generator<Uint8Array> {
  for (const piece of PIECES) yield piece;
}

/** One kilobyte of JSON, for `/echo`. */
export const KILOBYTE: string = JSON.stringify({
  id: 4711,
  tags: Array.from({ length: 40 }, (_, index) => `tag-${index}`),
  address: { street: "Unter den Linden 1", city: "Berlin", zip: "10117", location: [52.517, 13.389] },
  note: "a".repeat(529),
  isActive: true,
});

/** 64 kilobytes, for `/hash`. */
export const UPLOAD: Uint8Array = WHOLE.slice(0, 65_536);

/** The first data of `/events`, so that the head is sent. */
export const OPENING = ": open\n\n";
