import {
  Environ,
  TsgiError,
  type ErrorLog,
  type Input,
  type ServerInfo,
  type StartResponse,
} from "@tsgi/core";
import { TSGI_INPUT_TOO_LARGE, TSGI_INPUT_WITHHELD } from "@tsgi/core/errors";
import { Exchange, MemoryInput, type Service } from "@tsgi/core/server";
import type { EventConnection, EventKind, RequestParts } from "./events/_kind.ts";
import type { EventPassthrough, FunctionCall } from "./from/event-passthrough.ts";
import { announcesBody, withLength, withUnknownLength } from "./_framing.ts";
import { isBelow } from "./_prefix.ts";
import { WithheldInput } from "./_withheld.ts";
import { lambdaContext, lambdaEvent } from "./keys.ts";
import type { LambdaContext } from "./types.ts";

/** An invocation that has been recognised, as its exchange takes it. */
export interface Invocation {
  readonly event: unknown;
  readonly context: LambdaContext;
  readonly kind: EventKind;
  readonly parts: RequestParts;
  readonly service: Service;
}

/** The request of an event. How the response leaves is up to the two ways of invoking. */
export abstract class LambdaExchange extends Exchange implements EventPassthrough {
  protected readonly invocation: Invocation;
  #scriptName = "";
  #pathInfo = "";
  #fields: readonly string[] | undefined = undefined;
  #connection: EventConnection | undefined = undefined;
  #body: Uint8Array | undefined = undefined;
  #input: Input | undefined = undefined;
  #pending: Promise<void>[] | undefined = undefined;

  constructor(invocation: Invocation) {
    super();
    this.invocation = invocation;
    this.values = new Map(invocation.service.initial);
    this.values.set(lambdaEvent, invocation.event);
    this.values.set(lambdaContext, invocation.context);
  }

  get target(): string {
    const { prefix, path, query } = this.invocation.parts;
    return query === "" ? prefix + path : `${prefix}${path}?${query}`;
  }
  get protocol(): string {
    return this.connection.protocol;
  }
  get scheme(): "http" | "https" {
    return this.connection.scheme;
  }
  get serverName(): string {
    return this.connection.serverName;
  }
  get serverPort(): number {
    return this.connection.serverPort;
  }
  get remoteAddress(): string {
    return this.connection.remoteAddress;
  }
  get remotePort(): number {
    return this.connection.remotePort;
  }
  get server(): ServerInfo {
    return this.invocation.service.info;
  }
  get errors(): ErrorLog {
    return this.invocation.service.errors;
  }
  get input(): Input {
    return (this.#input ??= this.#makeInput());
  }
  override get fields(): readonly string[] {
    const { kind, event } = this.invocation;
    return (this.#fields ??= this.#framed(kind.fields(event as never)));
  }

  /** Resolves once all work that was to outlive the response is done; undefined where there is none. */
  get pending(): Promise<void> | undefined {
    return this.#pending === undefined ? undefined : this.#settle(this.#pending);
  }

  /** Runs the application; returns before an asynchronous one is done. */
  begin(basePath: string): void {
    const { service, parts } = this.invocation;
    const { method, prefix, path, query } = parts;
    const isMounted = basePath !== "" && isBelow(path, basePath);
    this.#scriptName = isMounted ? prefix + basePath : prefix;
    this.#pathInfo = isMounted ? path.slice(basePath.length) : path;
    service.run(this, new Environ(this, method, this.#scriptName, this.#pathInfo, query));
  }

  originalCall(environ: Environ, startResponse: StartResponse): FunctionCall | undefined {
    const { event, context, kind, parts } = this.invocation;
    const isOriginal =
      startResponse === this.startResponse &&
      Environ.isAsReceived(environ) &&
      environ.method === parts.method &&
      environ.scriptName === this.#scriptName &&
      environ.pathInfo === this.#pathInfo &&
      environ.queryString === parts.query;
    return isOriginal ? { name: kind.name, event, context } : undefined;
  }

  protected get connection(): EventConnection {
    const { kind, event } = this.invocation;
    return (this.#connection ??= kind.connection(event as never, this.fields));
  }
  protected get isHead(): boolean {
    return this.invocation.parts.method === "HEAD";
  }

  /** Writes a line to the log. A log that fails must not take the response with it. */
  protected tell(text: string): void {
    try {
      this.errors.write(`[tsgi/aws-lambda] ${text}\n`);
    } catch {
      // There is nobody else to tell.
    }
  }

  protected override byteLength(text: string): number {
    return Buffer.byteLength(text);
  }
  protected override yieldTurn(resume: () => void): void {
    setImmediate(resume);
  }
  protected override keepAlive(promise: Promise<void>): void {
    (this.#pending ??= []).push(promise);
  }

  #makeInput(): Input {
    const { isTruncated, isAbsent } = this.invocation.parts;
    if (isTruncated) {
      return new WithheldInput(new TsgiError(TSGI_INPUT_TOO_LARGE, "CloudFront has cut it: inputTruncated"));
    }
    // Its fields are not completed if it has no body.
    if (isAbsent && announcesBody(this.fields)) return new WithheldInput(new TsgiError(TSGI_INPUT_WITHHELD));
    return new MemoryInput(this.#bytes());
  }

  #framed(fields: string[]): string[] {
    const { isTruncated, isAbsent } = this.invocation.parts;
    if (isTruncated || (isAbsent && announcesBody(fields))) return withUnknownLength(fields);
    return withLength(fields, this.#bytes().length);
  }

  #bytes(): Uint8Array {
    return (this.#body ??= bytesOf(this.invocation.parts));
  }

  /** Work may ask for more work. */
  async #settle(pending: Promise<void>[]): Promise<void> {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) await next;
  }
}

function bytesOf({ body, isBase64 }: RequestParts): Uint8Array {
  return Buffer.from(typeof body === "string" ? body : "", isBase64 ? "base64" : "utf8");
}
