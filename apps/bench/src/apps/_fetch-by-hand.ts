/** The handler that an expert on a fetch host writes by hand: a Request, a Response, and nothing else. */
import { chunks, events } from "./_streams.ts";
import { hash } from "./_sha256.ts";
import { BYTES_TYPE, EVENTS_TYPE, JSON_TYPE, TEXT, TEXT_TYPE, WHOLE, jsonOf } from "../scenarios/_payload.ts";

/** The host itself computes the length of a whole body. */
export function fetchByHand(request: Request): Response | Promise<Response> {
  const { url } = request;
  switch (url.slice(url.indexOf("/", "https://".length))) {
    case "/text":
      return new Response(TEXT, { headers: { "content-type": TEXT_TYPE } });
    case "/json":
      return new Response(
        jsonOf((name) => request.headers.get(name)),
        { headers: { "content-type": JSON_TYPE } },
      );
    case "/echo":
      return request
        .json()
        .then((value) => new Response(JSON.stringify(value), { headers: { "content-type": JSON_TYPE } }));
    case "/hash":
      return request
        .arrayBuffer()
        .then((bytes) => hash(new Uint8Array(bytes)))
        .then((hex) => new Response(hex, { headers: { "content-type": TEXT_TYPE } }));
    case "/whole":
      return new Response(WHOLE as Uint8Array<ArrayBuffer>, { headers: { "content-type": BYTES_TYPE } });
    case "/chunks":
      return new Response(chunks(), { headers: { "content-type": BYTES_TYPE } });
    case "/events":
      return new Response(events(), { headers: { "content-type": EVENTS_TYPE } });
    default:
      return new Response("Not Found", { status: 404 });
  }
}
