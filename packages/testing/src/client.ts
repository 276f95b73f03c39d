import type { ApplicationLike } from "@tsgi/core";
import {
  aBoolean,
  checkOptions,
  handlerChecks,
  optionError,
  show,
  type Checks,
  type HandlerOptions,
} from "@tsgi/core/server";
import { connectionChecks, type ConnectionOptions } from "./_connection.ts";
import { InProcess } from "./_in-process.ts";
import { Live } from "./_live.ts";
import { bodyChecks, headersCheck, wireRequest, type BodyOptions, type RequestHeaders } from "./_request.ts";
import type { ClientTransport } from "./_client-transport.ts";
import { CookieJar } from "./cookies.ts";
import type { ClientResponse } from "./response.ts";

/** Options for every request of a client. */
export interface ClientOptions {
  /** Headers of every request; a request may override them. Default: none. */
  readonly headers?: RequestHeaders;
}

/** Options for an application that runs in process. By default {@link Client.log} collects its log. */
export interface InProcessOptions extends ClientOptions, ConnectionOptions, HandlerOptions {
  /**
   * If true, an error of the application before the head is thrown unchanged in the test. If false, it is answered like on a
   * bare server, with 500 and no details. An error that reports a client mistake, for example a body that is too large, is
   * always answered. Default: true.
   */
  readonly rethrow?: boolean;
}

/** Options of one request. */
export interface RequestOptions extends BodyOptions {
  readonly headers?: RequestHeaders;
  /** Disconnects when it fires: the pending request, or the body that is being read, rejects with its reason. */
  readonly signal?: AbortSignal;
}

type Send = (target: string, options?: RequestOptions) => Promise<ClientResponse>;

/** Sends requests to an application or a live server, and keeps cookies. Does not follow redirects. */
export interface Client extends AsyncDisposable {
  readonly get: Send;
  readonly head: Send;
  readonly post: Send;
  readonly put: Send;
  readonly patch: Send;
  readonly delete: Send;
  readonly options: Send;
  /** Resolves when the head has arrived; `target` begins with `/`. */
  request(method: string, target: string, options?: RequestOptions): Promise<ClientResponse>;
  readonly cookies: CookieJar;
  /** The text that the application and its host wrote to `environ.errors`; `""` for a live server, or with another log. */
  readonly log: string;
  /** Runs the application's startup; otherwise the first request does. Does nothing with a live server. */
  start(): Promise<void>;
  /** Aborts open requests, waits for `waitUntil` work, and runs the application's shutdown. */
  close(): Promise<void>;
}

/**
 * Creates a client for an application, which then runs in this process without a port, on a host that follows the contract
 * like any other; or for the URL of a live server. The same test runs with both.
 *
 * @throws TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID
 * @example
 * await using client = createClient(app);
 * const response = await client.post("/users", { json: { name: "Ann" } });
 * expect(response.status).toBe(201);
 */
export function createClient(app: ApplicationLike, options?: InProcessOptions): Client;
export function createClient(url: string | { readonly url: string }, options?: ClientOptions): Client;
export function createClient(
  place: ApplicationLike | string | { readonly url: string },
  options: InProcessOptions = {},
): Client {
  const url = urlOf(place);
  checkOptions<InProcessOptions>("testing/createClient", options, url === undefined ? IN_PROCESS : LIVE);
  const transport: ClientTransport =
    url === undefined ? new InProcess(place as ApplicationLike, options) : new Live(url);
  return new TransportClient(transport, options.headers);
}

const LIVE: Checks<ClientOptions> = { headers: headersCheck };
const IN_PROCESS: Checks<InProcessOptions> = {
  ...LIVE,
  ...handlerChecks,
  ...connectionChecks,
  rethrow: aBoolean,
};
const REQUEST: Checks<RequestOptions> = {
  ...bodyChecks,
  headers: headersCheck,
  signal: { is: (value) => value instanceof AbortSignal, must: "an AbortSignal" },
};

function urlOf(place: ApplicationLike | string | { readonly url: string }): string | undefined {
  const isServer = typeof place === "object" && place !== null && "url" in place;
  const url = isServer ? place.url : place;
  if (!isServer && typeof url !== "string") return undefined;
  if (!URL.canParse(url as string)) throw optionError("testing/createClient", `the URL is ${show(url)}`);
  return url as string;
}

class TransportClient implements Client {
  readonly cookies: CookieJar = new CookieJar();
  readonly get: Send = this.#sender("GET");
  readonly head: Send = this.#sender("HEAD");
  readonly post: Send = this.#sender("POST");
  readonly put: Send = this.#sender("PUT");
  readonly patch: Send = this.#sender("PATCH");
  readonly delete: Send = this.#sender("DELETE");
  readonly options: Send = this.#sender("OPTIONS");
  readonly #transport: ClientTransport;
  readonly #headers: RequestHeaders;

  constructor(transport: ClientTransport, headers: RequestHeaders = []) {
    this.#transport = transport;
    this.#headers = headers;
  }

  get log(): string {
    return this.#transport.log;
  }

  async request(method: string, target: string, options: RequestOptions = {}): Promise<ClientResponse> {
    checkOptions("testing/request", options, REQUEST);
    options.signal?.throwIfAborted();
    const cookie = this.cookies.header(target, this.#transport.scheme === "https");
    const request = await wireRequest(
      method,
      target,
      [this.#headers, options.headers ?? []],
      cookie,
      options,
    );
    const response = await this.#transport.send(request, options.signal);
    for (const line of response.headers.getSetCookie()) this.cookies.store(line, target);
    return response;
  }

  start(): Promise<void> {
    return this.#transport.start();
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #sender(method: string): Send {
    return (target, options) => this.request(method, target, options);
  }
}
