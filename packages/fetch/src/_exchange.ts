import type { Chunk, ErrorLog, Input, ServerInfo } from "@tsgi/core";
import { Exchange, type Head, type Service } from "@tsgi/core/server";
import { FetchInput } from "./_input.ts";
import type { FetchHost, Peer } from "./to-fetch.ts";

const encoder = new TextEncoder();

/** A Request, and the Response that becomes of it. */
export class FetchExchange<Context> extends Exchange {
  readonly #request: Request;
  readonly #context: Context;
  readonly #service: Service;
  readonly #host: FetchHost<Context>;
  /** Where in the URL the path begins. */
  readonly #path: number;
  #peer: Peer | undefined = undefined;
  #input: Input | undefined = undefined;
  #fields: string[] | undefined = undefined;
  #response: Response | undefined = undefined;
  #settle: { resolve(response: Response): void; reject(error: unknown): void } | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined = undefined;
  #resume: (() => void) | undefined = undefined;
  #watching = false;

  constructor(request: Request, context: Context, service: Service, host: FetchHost<Context>) {
    super();
    this.#request = request;
    this.#context = context;
    this.#service = service;
    this.#host = host;
    this.#path = pathStart(request.url);
    const own = host.values?.(request, context) ?? [];
    if (service.initial.length > 0 || own.length > 0) this.values = new Map([...service.initial, ...own]);
  }

  /** The response: at once where the application answered at once. Rejects where the host handles errors itself. */
  get response(): Response | Promise<Response> {
    if (this.#response !== undefined) return this.#response;
    if (this.#failure !== undefined) throw this.#failure.error;
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }

  get target(): string {
    return this.#request.url.slice(this.#path);
  }
  get protocol(): string {
    return this.peer.protocol ?? "HTTP/1.1";
  }
  get scheme(): "http" | "https" {
    return this.#request.url.startsWith("https:") ? "https" : "http";
  }
  get serverName(): string {
    return new URL(this.#request.url).hostname.replace(/^\[|\]$/g, "");
  }
  get serverPort(): number {
    return Number(new URL(this.#request.url).port) || (this.scheme === "https" ? 443 : 80);
  }
  get remoteAddress(): string {
    return this.peer.remoteAddress ?? "";
  }
  get remotePort(): number {
    return this.peer.remotePort ?? 0;
  }
  get input(): Input {
    return (this.#input ??= new FetchInput(this.#request));
  }
  get server(): ServerInfo {
    return this.#service.info;
  }
  get errors(): ErrorLog {
    return this.#service.errors;
  }
  override get fields(): readonly string[] {
    return (this.#fields ??= [...this.#request.headers].flat());
  }
  override field(key: string): string | undefined {
    return this.#request.headers.get(key) ?? undefined;
  }

  protected get peer(): Peer {
    return (this.#peer ??= this.#host.peer?.(this.#request, this.#context) ?? {});
  }
  protected get isHead(): boolean {
    return this.#request.method === "HEAD";
  }
  protected get isGone(): boolean {
    return this.#watching && this.#request.signal?.aborted === true;
  }

  protected override watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#request.signal?.addEventListener("abort", () => this.disconnected(), { once: true });
  }

  protected override byteLength(text: string): number {
    return encoder.encode(text).length;
  }

  protected override sendWhole(head: Head, body: Chunk | null): void {
    this.#respond(new Response(body as BodyInit | null, initOf(head)));
    // The host tells nothing of the sending: the response has ended for us when it is handed over.
    if (this.#watching) queueMicrotask(() => this.finished());
  }

  protected override openStream(head: Head): void {
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          const resume = this.#resume;
          this.#resume = undefined;
          resume?.();
        },
        cancel: () => this.disconnected(),
      },
      { highWaterMark: 0 },
    );
    this.#respond(new Response(stream, initOf(head)));
  }

  /** The stream asks for each chunk: one is never sent ahead of that. */
  protected override write(chunk: Chunk): boolean {
    this.#controller!.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
    return false;
  }

  protected override flush(): boolean {
    return true;
  }

  protected override drained(resume: () => void): void {
    this.#resume = resume;
  }

  protected override yieldTurn(resume: () => void): void {
    setTimeout(resume, 0);
  }

  protected override end(): void {
    this.#controller!.close();
    queueMicrotask(() => this.finished());
  }

  protected override reset(): void {
    this.#controller?.error(this.failure);
    queueMicrotask(() => this.finished());
  }

  protected override failBeforeHead(error: unknown): void {
    if (this.#host.throws !== true) return super.failBeforeHead(error);
    this.#failure = { error };
    this.#settle?.reject(error);
    this.finished();
  }

  protected override keepAlive(promise: Promise<void>): void {
    this.#service.keepAlive(promise);
    this.#host.waitUntil?.(promise, this.#context);
  }

  #respond(response: Response): void {
    this.#response = response;
    this.#settle?.resolve(response);
  }
}

/** A URL of a Request is absolute: scheme, two slashes, authority, path. */
export function pathStart(url: string): number {
  const slash = url.indexOf("/", url.indexOf("//") + 2);
  return slash < 0 ? url.length : slash;
}

function initOf(head: Head): ResponseInit {
  const headers: [string, string][] = [];
  for (let i = 0; i < head.fields.length; i += 2) headers.push([head.fields[i]!, head.fields[i + 1]!]);
  return { status: head.status, headers };
}
