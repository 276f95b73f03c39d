/** The fetch application that every adapter for fetch applications serves. */
import { chunks, events } from "./_streams.ts";
import { digest } from "./_sha256.ts";
import { BYTES_TYPE, EVENTS_TYPE, JSON_TYPE, TEXT, TEXT_TYPE, WHOLE, jsonOf } from "../scenarios/_payload.ts";

/** Differences between hosts and adapters. */
export interface FetchParts {
  /** The Response class. Default: the platform's. */
  readonly Response?: typeof Response;
  /** Returns hexadecimal. Default: the platform's Web Crypto. */
  readonly sha256?: (bytes: Uint8Array) => string | Promise<string>;
}

export type FetchApp = (request: Request) => Response | Promise<Response>;

export function fetchApp({ Response: Kind = Response, sha256 = digest }: FetchParts = {}): FetchApp {
  const answer = (text: string, type: string): Response =>
    new Kind(text, { headers: { "content-type": type, "content-length": String(text.length) } });
  const streamed = (body: ReadableStream<Uint8Array>, type: string): Response =>
    new Kind(body, { headers: { "content-type": type } });
  return (request) => {
    switch (new URL(request.url).pathname) {
      case "/text":
      case "/deep":
        return answer(TEXT, TEXT_TYPE);
      case "/json":
        return answer(
          jsonOf((name) => request.headers.get(name)),
          JSON_TYPE,
        );
      case "/echo":
        return request.json().then((value) => answer(JSON.stringify(value), JSON_TYPE));
      case "/hash":
        return request
          .arrayBuffer()
          .then((bytes) => sha256(new Uint8Array(bytes)))
          .then((hex) => answer(hex, TEXT_TYPE));
      case "/whole":
        return new Kind(WHOLE as Uint8Array<ArrayBuffer>, {
          headers: { "content-type": BYTES_TYPE, "content-length": String(WHOLE.length) },
        });
      case "/chunks":
        return streamed(chunks(), BYTES_TYPE);
      case "/events":
        return streamed(events(), EVENTS_TYPE);
      default:
        return new Kind("Not Found", { status: 404 });
    }
  };
}
