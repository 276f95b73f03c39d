import type { ErrorLog, Key, ServerInfo } from "@tsgi/core";
import { Exchange, type Service } from "@tsgi/core/server";
import { FetchInput } from "./_input.ts";
import { fieldOf, authorityOf } from "./_target.ts";
import type { FetchHost, Peer } from "./to-fetch.ts";

/** What an exchange knows of its Request, and of the connection that it came by. */
export abstract class RequestPart<Context> extends Exchange {
  readonly target: string;
  readonly request: Request;
  /** What the host tells besides. */
  readonly context: Context;
  protected readonly service: Service;
  readonly host: FetchHost<Context>;
  protected readonly method: string;
  #peer: Peer | undefined = undefined;
  #input: FetchInput | undefined = undefined;
  #fields: readonly string[] | undefined;

  constructor(
    request: Request,
    method: string,
    target: string,
    fields: readonly string[] | undefined,
    context: Context,
    service: Service,
    host: FetchHost<Context>,
  ) {
    super();
    this.target = target;
    this.request = request;
    this.context = context;
    this.service = service;
    this.host = host;
    this.method = method;
    this.#fields = fields ?? (host.forgetsHeaders ? fieldsOf(request) : undefined);
    if (service.initial.length > 0) this.values = new Map(service.initial);
  }

  protected get isHead(): boolean {
    return this.method === "HEAD";
  }
  get protocol(): string {
    return this.#peerOf().protocol ?? "HTTP/1.1";
  }
  get scheme(): "http" | "https" {
    return this.host.scheme?.(this.context) ?? (this.#url.startsWith("https:") ? "https" : "http");
  }
  get serverName(): string {
    return authorityOf(this.#url).name || "localhost";
  }
  get serverPort(): number {
    return authorityOf(this.#url).port || (this.scheme === "https" ? 443 : 80);
  }
  get remoteAddress(): string {
    return this.#peerOf().remoteAddress ?? "";
  }
  get remotePort(): number {
    return this.#peerOf().remotePort ?? 0;
  }
  get input(): FetchInput {
    return (this.#input ??= new FetchInput(this.request, this.host.field ?? fieldOf));
  }
  /** Undefined where nobody has asked for it. */
  protected get begunInput(): FetchInput | undefined {
    return this.#input;
  }
  get server(): ServerInfo {
    return this.service.info;
  }
  get errors(): ErrorLog {
    return this.service.errors;
  }
  override get fields(): readonly string[] {
    return (this.#fields ??= fieldsOf(this.request));
  }
  override field(key: string): string | undefined {
    if (this.#fields !== undefined) return super.field(key);
    try {
      return this.request.headers.get(key) ?? undefined;
    } catch {
      return undefined; // see keepFields
    }
  }
  hostValue(key: Key<unknown>): unknown {
    return this.host.value?.(key, this.request, this.context);
  }

  get #url(): string {
    const { url } = this.request;
    return url.startsWith("/") ? (this.host.origin?.(this.context) ?? url) : url;
  }

  /** Settles what is known of the peer; default: what the host tells now. */
  protected keepPeer(peer?: Peer): void {
    try {
      this.#peer ??= peer ?? this.#peerOf();
    } catch {
      // One that an application gave has failed: whoever asks is told.
    }
  }

  /** For those who read fields after the response: Bun and Deno keep them only where Headers were asked for before. */
  protected keepFields(): void {
    try {
      void this.request.headers;
    } catch {
      // Whoever asks is told.
    }
  }

  #peerOf(): Peer {
    return (this.#peer ??= this.host.peer?.(this.request, this.context) ?? {});
  }
}

function fieldsOf({ headers }: Request): string[] {
  try {
    return [...headers].flat();
  } catch {
    return []; // see keepFields
  }
}
