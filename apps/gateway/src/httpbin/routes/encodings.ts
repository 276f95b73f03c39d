/** Routes whose answer is compressed, whatever the client accepts. */
import { brotliUncompressed } from "../brotli.ts";
import type { Call } from "../call.ts";
import { json, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";

export const encodings: readonly Route[] = [
  route("GET", "/gzip", (call) => compressed(call, "gzipped", "gzip", platform("gzip"))),
  // What HTTP calls deflate has the zlib wrapper (RFC 9110, 8.4.1.2), and so has the platform's format of that name.
  route("GET", "/deflate", (call) => compressed(call, "deflated", "deflate", platform("deflate"))),
  route("GET", "/brotli", (call) => compressed(call, "brotli", "br", brotliUncompressed)),
];

type Compress = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>;

async function compressed(call: Call, flag: string, coding: string, compress: Compress): Promise<Reply> {
  const told = await call.describe("origin", "headers", "method");
  const reply = json(told.set(flag, true));
  reply.body = await compress(new TextEncoder().encode(reply.body as string));
  reply.headers.push(["Content-Encoding", coding]);
  return reply;
}

function platform(format: CompressionFormat): Compress {
  return async (bytes) => {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(format));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
}
