/** The same by hand: the listener that an expert on node:http writes. */
import { createHash } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable, pipeline } from "node:stream";
import { listen } from "./_hub.ts";
import {
  BYTES_TYPE,
  EVENTS_TYPE,
  JSON_TYPE,
  TEXT,
  TEXT_TYPE,
  WHOLE,
  jsonOf,
  pieces,
} from "../scenarios/_payload.ts";

export const nodeApp: RequestListener = (request, response) => {
  switch (request.url) {
    case "/text":
    case "/deep":
      return whole(response, TEXT, TEXT_TYPE);
    case "/json":
      return whole(
        response,
        jsonOf((name) => request.headers[name] as string | undefined),
        JSON_TYPE,
      );
    case "/echo":
      return echo(request, response);
    case "/hash":
      return hash(request, response);
    case "/whole":
      return whole(response, WHOLE, BYTES_TYPE);
    case "/chunks":
      return chunks(response);
    case "/events":
      return events(response);
    default:
      response.writeHead(404).end();
  }
};

/** Sends the body unchanged, with its length. */
function whole(response: ServerResponse, body: string | Uint8Array, type: string): void {
  response.writeHead(200, { "content-type": type, "content-length": body.length });
  response.end(body);
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  const parts: Buffer[] = [];
  request.on("data", (chunk: Buffer) => parts.push(chunk));
  request.on("end", () => {
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    whole(response, JSON.stringify(JSON.parse(bytes.toString())), JSON_TYPE);
  });
}

function hash(request: IncomingMessage, response: ServerResponse): void {
  const sum = createHash("sha256");
  request.on("data", (chunk: Buffer) => sum.update(chunk));
  request.on("end", () => whole(response, sum.digest("hex"), TEXT_TYPE));
}

/** Streams with Node's own pipe. */
export function chunks(response: ServerResponse): void {
  response.writeHead(200, { "content-type": BYTES_TYPE });
  pipeline(Readable.from(pieces()), response, () => {});
}

export function events(response: ServerResponse): void {
  response.writeHead(200, { "content-type": EVENTS_TYPE });
  const stop = listen((event) => response.write(event));
  response.on("close", stop);
}
