import { TsgiError, type Chunk, type ErrorLog, type HeaderList, type Input } from "@tsgi/core";
import { Head, MemoryInput, isBytes, type Service } from "@tsgi/core/server";
import { NodeExchange } from "@tsgi/node/adapter";
import type { FastifyReply, FastifyRequest } from "fastify";
import { setHead } from "./_head.ts";
import { logOf } from "./_log.ts";
import { PayloadInput } from "./_payload-input.ts";
import { ReplyStream } from "./_reply-stream.ts";

interface Trailers {
  readonly names: readonly string[];
  readonly produce: () => HeaderList | PromiseLike<HeaderList>;
}

/** What is the same for all requests of a mount. */
export interface FastifyMount {
  readonly service: Service;
  /** Where the log goes instead of the request's own. */
  readonly errors: ErrorLog | undefined;
  /** Whether scheme and address are those that Fastify takes from a proxy. */
  readonly trustProxy: boolean;
}

/** A request and its reply in Fastify. All that is sent goes by the reply, so that every hook has its turn. */
export class FastifyExchange extends NodeExchange {
  readonly fastifyRequest: FastifyRequest;
  readonly reply: FastifyReply;
  readonly #mount: FastifyMount;
  #errors: ErrorLog | undefined;
  #input: Input | undefined = undefined;
  #stream: ReplyStream | undefined = undefined;
  #trailers: Trailers | undefined = undefined;
  #isSent = false;
  #failure: { readonly error: unknown } | undefined = undefined;
  #settle: { resolve(reply: FastifyReply): void; reject(error: unknown): void } | undefined = undefined;

  constructor(request: FastifyRequest, reply: FastifyReply, mount: FastifyMount) {
    super(request.raw, reply.raw, mount.service, false);
    this.fastifyRequest = request;
    this.reply = reply;
    this.#mount = mount;
    this.#errors = mount.errors;
  }

  /** For Fastify's handler: nothing where all was sent at once; it throws where that went wrong. */
  get outcome(): Promise<FastifyReply> | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#isSent) return undefined;
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }

  override get target(): string {
    return this.fastifyRequest.originalUrl;
  }
  override get scheme(): "http" | "https" {
    return this.#mount.trustProxy ? this.fastifyRequest.protocol : super.scheme;
  }
  override get remoteAddress(): string {
    return this.#mount.trustProxy ? this.fastifyRequest.ip : super.remoteAddress;
  }
  /** A proxy does not tell the port of the client it stands for. */
  override get remotePort(): number {
    return this.remoteAddress === super.remoteAddress ? super.remotePort : 0;
  }
  override get errors(): ErrorLog {
    return (this.#errors ??= logOf(this.fastifyRequest.log));
  }
  override get input(): Input {
    return (this.#input ??= this.#openInput());
  }

  override announceTrailers(names: readonly string[], produce: Trailers["produce"]): void {
    this.#trailers = { names, produce };
  }

  protected override sendWhole(head: Head, body: Chunk | null): void {
    const { reply } = this;
    // Fastify gives a content type to a whole body that has none, and trailers need a body that is sent in chunks.
    if (body !== null && (this.#trailers !== undefined || !hasContentType(head))) {
      if (this.#trailers !== undefined) head.dropLength();
      this.openStream(head);
      this.write(body);
      return this.end();
    }
    this.prepare();
    setHead(reply, head);
    if (typeof body === "string" && head.ascii) reply.serializer(asItIs).send(body);
    else reply.send(body === null ? undefined : bufferOf(body));
    this.#sent();
  }

  protected override openStream(head: Head): void {
    this.prepare();
    if (this.#trailers !== undefined) head.fields.push("trailer", this.#trailers.names.join(", "));
    setHead(this.reply, head);
    this.#stream = new ReplyStream();
    this.reply.send(this.#stream);
    this.#sent();
  }

  protected override write(chunk: Chunk): boolean {
    return this.#stream!.push(chunk);
  }

  protected override flush(): boolean {
    super.flush();
    return this.#stream!.isEmpty; // Fastify begins to read in the next turn
  }

  protected override drained(resume: () => void): void {
    this.#stream!.drained(resume);
  }

  protected override end(): void {
    if (this.#trailers === undefined) this.#stream!.push(null);
    else void this.#endWithTrailers(this.#trailers);
  }

  protected override reset(): void {
    try {
      super.reset();
    } catch {
      this.reply.raw.destroy(); // an injected request has no connection
    }
    this.#stream?.destroy();
  }

  protected override failBeforeHead(error: unknown): void {
    if (this.#settle === undefined) this.#failure = { error };
    else this.#settle.reject(error);
  }

  protected override stop(): void {
    super.stop();
    this.#settle?.resolve(this.reply);
  }

  #openInput(): Input {
    const { body, raw } = this.fastifyRequest;
    if (isBytes(body)) return new MemoryInput(body);
    if (isPayload(body) && body !== raw) return new PayloadInput(body);
    if (raw.readableDidRead || raw.readableEnded) throw new TsgiError("TSGI_BODY_PARSED");
    return super.input;
  }

  #sent(): void {
    this.#isSent = true;
    this.#settle?.resolve(this.reply);
  }

  async #endWithTrailers({ produce }: Trailers): Promise<void> {
    try {
      this.writeTrailers(new Head(200, await produce()).fields);
      this.#stream!.push(null);
    } catch (error) {
      this.log(error);
      this.reset();
    }
  }
}

/** Whether a hook has put another stream in place of the request's. */
export function isPayload(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

/** With a serializer Fastify leaves the content type as it is. An error handler may send an object after all. */
function asItIs(payload: unknown): string {
  return typeof payload === "string" ? payload : JSON.stringify(payload);
}

/** Fastify knows bytes by their buffer. */
function bufferOf(body: Chunk): Uint8Array {
  return typeof body !== "string" && body.buffer instanceof ArrayBuffer ? body : Buffer.from(body);
}

function hasContentType({ fields }: Head): boolean {
  return fields.some((name, i) => i % 2 === 0 && name.length === 12 && name.toLowerCase() === "content-type");
}
