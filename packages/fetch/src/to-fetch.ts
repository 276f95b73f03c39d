import {
  TsgiError,
  type Application,
  type ApplicationLike,
  type Environ,
  type ErrorLog,
  type Key,
} from "@tsgi/core";
import { TSGI_MOUNT_INVALID } from "@tsgi/core/errors";
import {
  checkOptions,
  describe,
  Exchange,
  parseTarget,
  HostedApplication,
  show,
  withHost,
  type InitialValues,
  type TargetParts,
} from "@tsgi/core/server";
import { FetchEnviron } from "./_environ.ts";
import { refusal } from "./_response.ts";
import { fieldOf, targetOf, withPrefix } from "./_target.ts";
import { FetchTransport } from "./_transport.ts";

/** What a host knows of the connection besides the Request. */
export interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** `HTTP/2`; default: `HTTP/1.1`. */
  readonly protocol?: string | undefined;
}

/** What a host of fetch handlers gives besides the Request: for those who build a host on {@link toFetch}. */
export interface FetchHost<Context> {
  /** Name of the host, as in its package's name. */
  readonly name: string;
  readonly version: string;
  /** True where other processes run the application at the same time. Default: false. */
  readonly multiprocess?: boolean;
  /**
   * True where `request.url` is a target in absolute form when the client sent one; a function tells for each request, for
   * one with `fields` whether the client sent that form. Default: false, the URL is made of Host.
   */
  readonly absoluteForm?: boolean | ((request: Request, context: Context) => boolean);
  /**
   * The scheme of the connection itself; undefined where the host does not know it. Default: that of `request.url`, which a
   * client decides where it is a target in absolute form.
   */
  scheme?(context: Context): "http" | "https" | undefined;
  /** True where the host refuses control characters in field values. Default: false, they are looked for and refused here. */
  readonly checksFields?: boolean;
  /** True where `request.headers` cannot be read any more once the response has ended. Default: false. */
  readonly forgetsHeaders?: boolean;
  /** The header fields as they came, a flat list. Default: those of `request.headers`, sorted and joined. */
  fields?(request: Request, context: Context): readonly string[] | undefined;
  /**
   * One header field of a request that has just come, `name` in lower case, duplicates joined: where the host has a shorter
   * way than `request.headers`. Default: there.
   */
  field?(request: Request, name: string): string | null;
  /** From the host's own knowledge alone, never from a header that a client can send. Called when first asked for. */
  peer?(request: Request, context: Context): Peer;
  /** The value of a key that nothing was set under. Called whenever it is asked for. */
  value?(key: Key<unknown>, request: Request, context: Context): unknown;
  /** What the host calls a handler with besides the Request: what {@link fromFetch} calls its own with. Default: nothing. */
  rest?(context: Context): readonly unknown[];
  /** True where the host sends a body otherwise once it was looked into: a copy is looked into then. Default: false. */
  readonly forgetsBodies?: boolean;
  /** Keeps the host from ending while the promise is pending; it never rejects. */
  waitUntil?(promise: Promise<void>, context: Context): void;
  /** The server's own URL, where `request.url` may be a path alone. */
  origin?(context: Context): string;
  /** Gives what to throw for an error before the head, to the host's own error handling. Default: a plain 500 instead. */
  thrown?(error: unknown): unknown;
  /**
   * Tells an error of the platform's own that means that the client has left: it is no error of the application, and not
   * logged as one. Default: there is none.
   */
  isOfClient?(error: unknown): boolean;
  /**
   * True where the host breaks a connection off whose upload is not read. What the application left unread is then read,
   * for 5 seconds at most, before the response ends. Default: false.
   */
  readonly drains?: boolean;
  /** Returns true where the host sends a stream in chunks though a length was declared: HEAD then tells none. Default: false. */
  dropsStreamLength?(context: Context): boolean;
  /** True where the host cancels the stream of a response whose client has left. Default: its signal tells. */
  readonly cancels?: boolean;
  /** A body without Content-Type in a form for which the host invents none. Default: the bytes. */
  untyped?(bytes: Uint8Array): BodyInit;
}

/** How {@link toFetch} runs an application. */
export interface FetchOptions {
  /** Values that every request begins with: pairs of key and value. Default: none. */
  readonly environ?: InitialValues;
  /** Where the application's log goes. Default: `console.error`. */
  readonly errors?: ErrorLog;
  /**
   * Where in the path the application is mounted, percent-encoded: `/api`. A request for another path has an empty
   * scriptName. Default: nowhere.
   */
  readonly scriptName?: string;
  /** True where a router has taken `scriptName` off the URL already. Default: false. */
  readonly stripped?: boolean;
}

/** A fetch handler. A synchronous application is answered without a promise. */
export interface FetchHandler<Context> {
  /**
   * @param scriptName of this request, in place of the option: a path, or how many segments of the path it takes
   * @param stripped of this request, in place of the option
   */
  (
    request: Request,
    context: Context,
    scriptName?: string | number,
    stripped?: boolean,
  ): Response | Promise<Response>;
  /** The application in this server. The first request starts it, if nobody did before. */
  readonly service: HostedApplication;
  /** The application as it is, where the handler adds nothing of its own. */
  readonly application: Application | undefined;
}

/**
 * Makes a TSGI application a fetch handler, `(request) => response`.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none; TSGI_MOUNT_INVALID for a scriptName that is no path, or ends in `/`
 * @example
 * export default { fetch: toFetch(app) };
 */
export function toFetch(app: ApplicationLike, options?: FetchOptions): FetchHandler<unknown>;
export function toFetch<Context>(
  app: ApplicationLike,
  options: FetchOptions | undefined,
  host: FetchHost<Context>,
): FetchHandler<Context>;
export function toFetch<Context>(
  app: ApplicationLike,
  options: FetchOptions = {},
  host: FetchHost<Context> = PLAIN,
): FetchHandler<Context> {
  checkOptions(options);
  const { scriptName: mount = "", stripped: isStripped = false, errors = consoleLog } = options;
  if (!MOUNTABLE.test(mount)) throw new TsgiError(TSGI_MOUNT_INVALID, show(mount));
  const { name, version, multiprocess = false, absoluteForm = false, field = fieldOf } = host;
  const { checksFields: isChecked = false } = host;
  const capabilities: readonly string[] = Object.freeze([]);
  const info = { name, version, interfaceVersion, multiprocess, runOnce: false, capabilities };
  const service = new HostedApplication(app, info, errors, options.environ);
  const handler = (
    request: Request,
    context: Context,
    scriptName: string | number = mount,
    stripped: boolean = isStripped,
  ): Response | Promise<Response> => {
    let transport: FetchTransport<Context>;
    // No exception of a host's hook, nor of a Request that is none, leaves the handler.
    try {
      const { method } = request;
      if (method === "CONNECT") return refusal(501, false); // an application makes no tunnels (RFC 9110, 9.3.6)
      const fields = host.fields?.(request, context);
      const isAbsolute = typeof absoluteForm === "function" ? absoluteForm(request, context) : absoluteForm;
      const target = targetOf(request, method, fields, isAbsolute, field, isChecked);
      const parts = target === undefined ? undefined : parseTarget(method, target);
      if (target === undefined || parts === undefined) return refusal(400, method === "HEAD");
      const sent = stripped ? withPrefix(target, String(scriptName)) : target;
      transport = new FetchTransport(request, method, sent, fields, context, service, host);
      const exchange = new Exchange(transport, service);
      transport.environ = environOf(exchange, method, parts, scriptName, stripped);
      exchange.run(transport.environ);
    } catch (error) {
      if (host.thrown !== undefined) throw host.thrown(error);
      service.errors.write(`[tsgi/${name}] ${describe(error)}\n`);
      return refusal(500, false);
    }
    return transport.response;
  };
  const isPlain = host === PLAIN && Object.keys(options).length === 0;
  return Object.assign(handler, { service, application: isPlain ? service.application : undefined });
}

/** A host of which nothing is known. */
const PLAIN: FetchHost<unknown> = { name: "fetch", version: "" };

const interfaceVersion = [1, 0] as const;

const MOUNTABLE = /^(?:\/[^?#]*[^?#/])?$/;

function environOf(
  exchange: Exchange,
  method: string,
  { pathInfo, queryString, authority }: TargetParts,
  scriptName: string | number,
  stripped: boolean,
): Environ {
  const fields = authority === undefined ? undefined : withHost(exchange.transport.fields, authority);
  const size = stripped
    ? 0
    : typeof scriptName === "number"
      ? sizeOf(pathInfo, scriptName)
      : sizeWithin(pathInfo, scriptName);
  const mount = stripped ? String(scriptName) : pathInfo.slice(0, size);
  return new FetchEnviron(exchange, method, mount, pathInfo.slice(size), queryString, fields);
}

/** Characters of the first segments of a path. */
function sizeOf(path: string, segments: number): number {
  if (!path.startsWith("/")) return 0;
  let end = 0;
  for (let i = 0; i < segments && end >= 0; i++) end = path.indexOf("/", end + 1);
  return end < 0 ? path.length : end;
}

/** Characters of the prefix, 0 where the path is not within it. */
function sizeWithin(path: string, prefix: string): number {
  const { length } = prefix;
  if (length === 0 || !path.startsWith(prefix)) return 0;
  return path.length === length || path[length] === "/" ? length : 0;
}

/** The one log that every platform has. */
const consoleLog: ErrorLog = {
  // oxlint-disable-next-line no-console
  write: (text) => console.error(text.replace(/\n$/, "")),
  flush: () => {},
};
