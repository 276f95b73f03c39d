import type { ServerInfo } from "./connection.ts";
import type { Environ } from "./environ.ts";
import type { HostBody } from "./host-body.ts";
import type { Chunk, HeaderList } from "./message.ts";

export type { Chunk, HeaderList };

/** The return value of an application: a whole body, a streamed one, or the body of a host capability. */
export type Body =
  | null
  | Chunk
  | Iterable<Chunk>
  | AsyncIterable<Chunk>
  | ReadableStream<Uint8Array>
  | HostBody;

/**
 * Sets the head of the response; sends nothing yet. See PEP 3333, "The start_response() Callable". A call that throws counts
 * as the first: the next one must pass an `error`.
 *
 * @param status integer, 200 to 599
 * @param headers pairs; the array is copied, never changed
 * @param error pass it to replace a head that was set before; if the head has been sent, this same object is thrown
 * @throws TSGI_STATUS_INVALID, TSGI_HEADERS_INVALID, TSGI_HEADER_NAME_INVALID, TSGI_HEADER_VALUE_INVALID,
 *   TSGI_HEADER_HOP_BY_HOP: correct the argument that the message shows
 * @throws TSGI_START_TWICE on a second call without `error`
 */
export type StartResponse = (status: number, headers: HeaderList, error?: unknown) => void;

/** Hooks for the life of the server. Each is called once, in the server's process. */
export interface Lifecycle {
  /** Runs before the first request. A failure keeps the server from starting. */
  startup?: (server: ServerInfo) => void | PromiseLike<void>;
  /** Runs after the last response. */
  shutdown?: () => void | PromiseLike<void>;
}

/**
 * A TSGI application: called once for each request, with exactly two arguments.
 *
 * @example
 * const hello: Application = (environ, startResponse) => {
 *   startResponse(200, [["content-type", "text/plain; charset=utf-8"]]);
 *   return "Hello, TSGI world!";
 * };
 */
export interface Application extends Lifecycle {
  (environ: Environ, startResponse: StartResponse): Body | PromiseLike<Body>;
}

/** Takes an application and returns one that wraps it. */
export type Middleware = (app: Application) => Application;

/** An application as an object: `handle` responds; `startup` and `shutdown` run when the server starts and stops. */
export interface ApplicationObject extends Lifecycle {
  handle(environ: Environ, startResponse: StartResponse): Body | PromiseLike<Body>;
}

/** An application as a class whose instances are the body (AppClass in PEP 3333). */
export type ApplicationClass = new (
  environ: Environ,
  startResponse: StartResponse,
) => Iterable<Chunk> | AsyncIterable<Chunk>;

/** Every form of application that {@link asApplication} accepts. */
export type ApplicationLike = Application | ApplicationObject | ApplicationClass;
