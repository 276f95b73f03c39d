import type { Chunk } from "@tsgi/core";
import type { Head } from "@tsgi/core/server";
import { breakOff } from "./break-off.ts";
import { writeChunk } from "./chunk.ts";
import { drain } from "./drain.ts";
import { http } from "./http.ts";
import { addHead } from "./merge-head.ts";
import type { NodeRequest, NodeResponse, NodeSocket } from "../types.ts";

/** The differences between HTTP/1 and HTTP/2 on Node. */
export interface Wire {
  /** The request's header fields as a flat list, as received. */
  fields(request: NodeRequest): readonly string[];
  /** The socket of the connection, or an object with its addresses. */
  socket(request: NodeRequest): NodeSocket;
  /** True if the client disconnected before the response was complete. */
  isDisconnected(request: NodeRequest, response: NodeResponse): boolean;
  writeHead(response: NodeResponse, head: Head): void;
  /** Sends a chunk. Returns false if Node wants no more until drained. */
  write(response: NodeResponse, chunk: Chunk): boolean;
  writeTrailers(response: NodeResponse, fields: readonly string[]): void;
  /** Sends the chunks that Node still holds. Returns false if that happens in its next turn. */
  flush(response: NodeResponse): boolean;
  /** Handles an unread request body once the response has been sent. */
  drainInput(request: NodeRequest, response: NodeResponse): void;
  /**
   * Breaks off the response, after the bytes already written, so that the client notices.
   *
   * @param isFramed true if a length or a last chunk marks the end of the body
   */
  reset(request: NodeRequest, response: NodeResponse, isFramed: boolean): void;
}

export const http1: Wire = {
  fields: ({ rawHeaders }) => rawHeaders,
  socket: ({ socket }) => socket,
  // Node marks the request as aborted before it marks the response.
  isDisconnected: ({ aborted }, { destroyed, writableFinished }) =>
    (destroyed === true || aborted === true) && writableFinished !== true,
  writeHead(response, head) {
    const { writeHead } = http().ServerResponse.prototype as unknown as NodeResponse;
    // A middleware's replacement may accept only a list of pairs, and Node 20 would keep one field of each name.
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
  /** Node holds writes until the next turn of its loop; a chunk must not wait for the next one. */
  flush(response) {
    // Newer lines of Node hold writes in the response, older ones in the socket.
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
