import { Environ, TsgiError, type Chunk, type Input, type Key } from "@tsgi/core";
import { TSGI_INPUT_TOO_LARGE, TSGI_INPUT_WITHHELD } from "@tsgi/core/errors";
import {
  basePathEnd,
  findJoined,
  isAsReceived,
  MemoryInput,
  type CloseListener,
  type Exchange,
  type Head,
  type HostedApplication,
  type Transport,
} from "@tsgi/core/server";
import type { EventConnection, EventKind, RequestParts } from "../events/kind.ts";
import type { EventPassthrough, FunctionCall } from "../from/event-passthrough.ts";
import { announcesBody, withLength, withUnknownLength } from "./framing.ts";
import { WithheldInput } from "./withheld-input.ts";
import { lambdaContext, lambdaEvent } from "../keys.ts";
import type { LambdaContext } from "../types.ts";

/** An invocation with an event of a known kind. */
export interface Invocation {
  readonly event: unknown;
  readonly context: LambdaContext;
  readonly kind: EventKind;
  readonly parts: RequestParts;
  readonly service: HostedApplication;
}

/** The request of an event. The subclasses for the two ways of invoking send the response. */
export abstract class LambdaTransport implements Transport, EventPassthrough {
  protected readonly invocation: Invocation;
  #scriptName = "";
  #pathInfo = "";
  #fields: readonly string[] | undefined = undefined;
  #connection: EventConnection | undefined = undefined;
  #body: Uint8Array | undefined = undefined;
  #input: Input | undefined = undefined;
  #pending: Promise<void>[] | undefined = undefined;

  constructor(invocation: Invocation) {
    this.invocation = invocation;
  }

  abstract readonly isDisconnected: boolean;
  abstract whole(head: Head, body: Chunk | null): void;
  abstract head(head: Head): void;
  abstract write(chunk: Chunk): boolean;
  abstract flush(): boolean;
  abstract onDrain(resume: () => void): void;
  abstract end(): void;
  abstract abort(error: unknown): void;
  abstract onClose(listener: CloseListener): void;

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
  get input(): Input {
    return (this.#input ??= this.#makeInput());
  }
  get fields(): readonly string[] {
    const { kind, event } = this.invocation;
    return (this.#fields ??= this.#framed(kind.fields(event as never)));
  }

  /** Resolves once all `waitUntil` work is done; undefined without such work. */
  get pending(): Promise<void> | undefined {
    return this.#pending === undefined ? undefined : this.#settle(this.#pending);
  }

  field(key: string): string | undefined {
    return findJoined(this.fields, key);
  }
  hostValue(key: Key<unknown>): unknown {
    if (key === lambdaEvent) return this.invocation.event;
    return key === lambdaContext ? this.invocation.context : undefined;
  }

  /** Creates the environ that the application is called with. */
  environOf(exchange: Exchange, basePath: string): Environ {
    const { method, prefix, path, query } = this.invocation.parts;
    const end = basePathEnd(path, basePath);
    this.#scriptName = prefix + path.slice(0, end);
    this.#pathInfo = path.slice(end);
    return new Environ(exchange, method, this.#scriptName, this.#pathInfo, query);
  }

  originalCall(environ: Environ): FunctionCall | undefined {
    const { event, context, kind, parts } = this.invocation;
    const isOriginal =
      isAsReceived(environ) &&
      environ.method === parts.method &&
      environ.scriptName === this.#scriptName &&
      environ.pathInfo === this.#pathInfo &&
      environ.queryString === parts.query;
    return isOriginal ? { name: kind.name, event, context } : undefined;
  }

  get isHead(): boolean {
    return this.invocation.parts.method === "HEAD";
  }
  byteLength(text: string): number {
    return Buffer.byteLength(text);
  }
  defer(resume: () => void): void {
    setImmediate(resume);
  }
  waitUntil(promise: Promise<void>): void {
    (this.#pending ??= []).push(promise);
  }

  protected get connection(): EventConnection {
    const { kind, event } = this.invocation;
    return (this.#connection ??= kind.connection(event as never, this.fields));
  }

  /** Writes a line to the log, which never throws. */
  protected warn(text: string): void {
    this.invocation.service.errors.write(`[tsgi/aws-lambda] ${text}\n`);
  }

  #makeInput(): Input {
    const { isTruncated, isAbsent } = this.invocation.parts;
    if (isTruncated) {
      return new WithheldInput(
        new TsgiError(TSGI_INPUT_TOO_LARGE, "CloudFront has truncated it: inputTruncated"),
      );
    }
    // Without a body the fields of the request are not completed.
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

  /** Waits for work, which may add more work. */
  async #settle(pending: Promise<void>[]): Promise<void> {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) await next;
  }
}

function bytesOf({ body, isBase64 }: RequestParts): Uint8Array {
  return Buffer.from(typeof body === "string" ? body : "", isBase64 ? "base64" : "utf8");
}
