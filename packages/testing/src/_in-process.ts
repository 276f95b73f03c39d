import { Environ, type ApplicationLike, type ErrorLog, type ServerInfo } from "@tsgi/core";
import { HostedApplication, areFieldsSound, basePathEnd, parseTarget } from "@tsgi/core/server";
import { connectionOf, hostOf, type TestConnection } from "./_connection.ts";
import { TestTransport } from "./_test-transport.ts";
import { has, type WireRequest } from "./_request.ts";
import type { ClientTransport } from "./_client-transport.ts";
import type { InProcessOptions } from "./client.ts";
import type { ClientResponse } from "./response.ts";

/** Serves an application in this process. */
export class InProcess implements ClientTransport {
  log = "";
  readonly #connection: TestConnection;
  readonly #service: HostedApplication;
  readonly #basePath: string;
  readonly #rethrow: boolean;
  readonly #open = new Set<TestTransport>();

  constructor(app: ApplicationLike, options: InProcessOptions) {
    const {
      log = { write: (text) => void (this.log += text), flush: () => {} },
      values,
      basePath = "",
      rethrow = true,
    } = options;
    this.#connection = connectionOf(options);
    this.#service = serviceOf(app, log, values);
    this.#basePath = basePath;
    this.#rethrow = rethrow;
  }

  get scheme(): "http" | "https" {
    return this.#connection.scheme;
  }

  async send(request: WireRequest, signal: AbortSignal | undefined): Promise<ClientResponse> {
    const { transport, environ } = testRequestOf(
      request,
      this.#connection,
      this.#service,
      this.#rethrow,
      this.#basePath,
    );
    this.#open.add(transport);
    const disconnect = (): void => transport.disconnect(signal?.reason);
    signal?.addEventListener("abort", disconnect);
    void transport.over.then(() => {
      signal?.removeEventListener("abort", disconnect);
      this.#open.delete(transport);
    });
    // An ambiguous request never reaches the application.
    const isSound =
      parseTarget(request.method, request.target) !== undefined && areFieldsSound(request.fields);
    if (isSound) transport.exchange.run(environ);
    else transport.exchange.sendErrorPage(400);
    return transport.response;
  }

  start(): Promise<void> {
    return this.#service.start();
  }

  /** Disconnects the clients of open bodies, which would otherwise stay open forever. */
  async close(): Promise<void> {
    for (const transport of this.#open)
      transport.disconnect(new DOMException("The client was closed", "AbortError"));
    await this.#service.stop();
  }
}

/** A request within this process, ready to run. */
export interface TestRequest {
  readonly transport: TestTransport;
  readonly environ: Environ;
}

export function testRequestOf(
  request: WireRequest,
  connection: TestConnection,
  service: HostedApplication,
  rethrow: boolean,
  basePath: string,
): TestRequest {
  const { method, target, fields } = request;
  const transport = new TestTransport(request, connection, service, rethrow);
  const headers = has(fields, "host") ? fields : ["host", hostOf(connection), ...fields];
  const { pathInfo = "", queryString = "" } = parseTarget(method, target) ?? {};
  const end = basePathEnd(pathInfo, basePath);
  const environ = new Environ(
    transport.exchange,
    method,
    pathInfo.slice(0, end),
    pathInfo.slice(end),
    queryString,
    headers,
  );
  return { transport, environ };
}

export function serviceOf(
  app: ApplicationLike,
  errors: ErrorLog,
  initial: ConstructorParameters<typeof HostedApplication>[3],
): HostedApplication {
  const info: ServerInfo = {
    name: "testing",
    version: "1.0",
    interfaceVersion: [1, 0],
    multiprocess: false,
    runOnce: false,
    capabilities: Object.freeze([]),
  };
  return new HostedApplication(app, info, errors, initial);
}
