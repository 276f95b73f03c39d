import { Environ, type Application, type ApplicationLike, type ErrorLog, type ServerInfo } from "@tsgi/core";
import { Service, areFieldsSound, parseTarget } from "@tsgi/core/server";
import { connectionOf, hostOf, type TestConnection } from "./_connection.ts";
import { TestExchange } from "./_exchange.ts";
import { has, type WireRequest } from "./_request.ts";
import type { Transport } from "./_transport.ts";
import type { InProcessOptions } from "./client.ts";
import type { ClientResponse } from "./response.ts";

/** Serves an application in this process. */
export class InProcess implements Transport {
  log = "";
  readonly #connection: TestConnection;
  readonly #service: Service;
  readonly #rethrow: boolean;
  readonly #open = new Set<TestExchange>();

  constructor(app: ApplicationLike, options: InProcessOptions) {
    const {
      errors = { write: (text) => void (this.log += text), flush: () => {} },
      environ,
      rethrow = true,
    } = options;
    this.#connection = connectionOf(options);
    this.#service = serviceOf(app, errors, environ);
    this.#rethrow = rethrow;
  }

  get scheme(): "http" | "https" {
    return this.#connection.scheme;
  }

  async send(request: WireRequest, signal: AbortSignal | undefined): Promise<ClientResponse> {
    const { exchange, environ } = exchangeOf(request, this.#connection, this.#service, this.#rethrow);
    this.#open.add(exchange);
    const leave = (): void => exchange.leave(signal?.reason);
    signal?.addEventListener("abort", leave);
    void exchange.over.then(() => {
      signal?.removeEventListener("abort", leave);
      this.#open.delete(exchange);
    });
    if (parseTarget(request.method, request.target) === undefined || !areFieldsSound(request.fields)) {
      exchange.run(refuse, environ);
    } else {
      this.#service.run(exchange, environ);
    }
    return exchange.response;
  }

  start(): Promise<void> {
    return this.#service.start();
  }

  /** Disconnects the clients of open bodies, which would otherwise stay open forever. */
  async close(): Promise<void> {
    for (const exchange of this.#open)
      exchange.leave(new DOMException("The client was closed", "AbortError"));
    await this.#service.stop();
  }
}

/** An ambiguous request never reaches the application. */
const refuse: Application = (_, startResponse) => {
  startResponse(400, [["content-type", "text/plain; charset=utf-8"]]);
  return "Bad Request";
};

/** The result of {@link exchangeOf}. */
export interface TestRequest {
  readonly exchange: TestExchange;
  readonly environ: Environ;
}

export function exchangeOf(
  request: WireRequest,
  connection: TestConnection,
  service: Service,
  rethrow: boolean,
  scriptName = "",
): TestRequest {
  const { method, target, fields } = request;
  const exchange = new TestExchange(request, connection, service, rethrow);
  const headers = has(fields, "host") ? fields : ["host", hostOf(connection), ...fields];
  const { pathInfo = "", queryString = "" } = parseTarget(method, target) ?? {};
  const environ = new Environ(
    exchange,
    method,
    scriptName,
    pathInfo.slice(scriptName.length),
    queryString,
    headers,
  );
  return { exchange, environ };
}

export function serviceOf(
  app: ApplicationLike,
  errors: ErrorLog,
  initial: ConstructorParameters<typeof Service>[3],
): Service {
  const info: ServerInfo = {
    name: "testing",
    version: "1.0",
    interfaceVersion: [1, 0],
    multiprocess: false,
    runOnce: false,
    capabilities: Object.freeze([]),
  };
  return new Service(app, info, errors, initial);
}
