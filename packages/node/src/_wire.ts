import type { Chunk } from "@tsgi/core";
import type { Head } from "@tsgi/core/server";
import { breakOff } from "./_break-off.ts";
import { writeChunk } from "./_chunk.ts";
import { drain } from "./_drain.ts";
import { http } from "./_http.ts";
import { addHead } from "./_merge.ts";
import type { NodeRequest, NodeResponse, NodeSocket } from "./_types.ts";

/** What HTTP/1 and HTTP/2 do differently on Node. */
export interface Wire {
  /** The request's header fields as a flat list, as received. */
  fields(request: NodeRequest): readonly string[];
  /** The connection, as far as it is read. */
  socket(request: NodeRequest): NodeSocket;
  /** True if the client disconnected before the response was complete. */
  isDisconnected(request: NodeRequest, response: NodeResponse): boolean;
  writeHead(response: NodeResponse, head: Head): void;
  /** Sends a chunk; false when Node wants no more until drained. */
  write(response: NodeResponse, chunk: Chunk): boolean;
  writeTrailers(response: NodeResponse, fields: readonly string[]): void;
  /** Sends on what Node may still hold; false when that takes its next turn. */
  flush(response: NodeResponse): boolean;
  /** Sees to a request body that is not read to its end, once the answer is out. */
  drainInput(request: NodeRequest, response: NodeResponse): void;
  /**
   * Breaks the response off so that the client can tell, after what was written before.
   *
   * @param isFramed true where the body's end is told by its length, or by a last chunk
   */
  reset(request: NodeRequest, response: NodeResponse, isFramed: boolean): void;
}

export const http1: Wire = {
  fields: ({ rawHeaders }) => rawHeaders,
  socket: ({ socket }) => socket,
  // The request is told of a client that leaves before the response is.
  isDisconnected: ({ aborted }, { destroyed, writableFinished }) =>
    (destroyed === true || aborted === true) && writableFinished !== true,
  writeHead(response, head) {
    const { writeHead } = http().ServerResponse.prototype as unknown as NodeResponse;
    // A middleware that has taken it over may know no list but one of pairs; and Node 20 would keep one field of each name.
    const isPlain = response.writeHead === writeHead && response.getHeaderNames().length === 0;
    if (isPlain) response.writeHead(head.status, head.fields as never);
    else addHead(response, head);
  },
  write: writeChunk,
  writeTrailers(response, fields) {
    const pairs: string[][] = [];
    for (let i = 0; i < fields.length; i += 2) pairs.push([fields[i]!, fields[i + 1]!]);
    response.addTrailers(pairs as never);
  },
  /** Node holds what is written until the next turn of its loop; a chunk is not to wait for the one after it. */
  flush(response) {
    // Newer lines of Node hold it in the response, older ones in the socket.
    if (response.writableCorked) response.uncork!();
    else response.socket?.uncork?.();
    return true;
  },
  drainInput(request, response) {
    response.once("finish", () => {
      if (!request.complete) drain(request, () => request.socket.destroy());
    });
  },
  reset: breakOff,
};
