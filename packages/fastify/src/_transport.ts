import { TsgiError, type Chunk, type ErrorLog, type Input, type Key } from "@tsgi/core";
import { TSGI_BODY_PARSED } from "@tsgi/core/errors";
import { MemoryInput, isBytes, type Head, type HostedApplication } from "@tsgi/core/server";
import { NodeTransport, wireOf, type Forwarded } from "@tsgi/node/adapter";
import type { FastifyReply, FastifyRequest } from "fastify";
import { setHead } from "./_head.ts";
import { logOf } from "./_log.ts";
import { PayloadInput } from "./_payload-input.ts";
import { ReplyStream } from "./_reply-stream.ts";
import { fastifyReply, fastifyRequest } from "./keys.ts";

/** The values that all requests of a mount share. */
export interface FastifyMount {
  readonly service: HostedApplication;
  /** The log to use instead of the request's own. */
  readonly errors: ErrorLog | undefined;
  /** True if scheme and address are those that Fastify takes from a proxy. */
  readonly trustProxy: boolean;
}

/** A request and its reply in Fastify. Sends everything through the reply, so that every hook runs. */
export class FastifyTransport extends NodeTransport {
  readonly reply: FastifyReply;
  readonly #mount: FastifyMount;
  #errors: ErrorLog | undefined = undefined;
  #stream: ReplyStream | undefined = undefined;
  #isSent = false;
  #failure: { readonly error: unknown } | undefined = undefined;
  #settle: { resolve(reply: FastifyReply): void; reject(error: unknown): void } | undefined = undefined;

  constructor(reply: FastifyReply, mount: FastifyMount) {
    const { raw } = reply.request;
    super(raw, reply.raw, mount.service, wireOf(raw, reply.raw));
    this.reply = reply;
    this.#mount = mount;
  }

  get fastifyRequest(): FastifyRequest {
    return this.reply.request;
  }

  /** The result of Fastify's handler: undefined if the response was sent synchronously. Throws if that failed. */
  get outcome(): Promise<FastifyReply> | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#isSent) return undefined;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      const giveUp = (): void => resolve(this.reply);
      if (this.response.closed === true) giveUp();
      else this.response.on("close", giveUp); // the client may disconnect before anything is sent
    });
  }

  override get target(): string {
    return this.fastifyRequest.originalUrl;
  }
  get errors(): ErrorLog {
    return (this.#errors ??= this.#mount.errors ?? logOf(this.reply.log));
  }

  hostValue(key: Key<unknown>): unknown {
    if (key === fastifyRequest) return this.fastifyRequest;
    if (key === fastifyReply) return this.reply;
    return undefined;
  }

  /** False: a listener would bypass the reply. */
  override get canHandOff(): boolean {
    return false;
  }

  override whole(head: Head, body: Chunk | null): void | Promise<void> {
    const { reply } = this;
    // Fastify adds a content type to a whole body without one.
    if (body !== null && (this.trailers !== undefined || !hasContentType(head))) {
      return this.wholeInChunks(head, body);
    }
    this.prepare();
    this.writeHead(head);
    if (typeof body === "string" && head.ascii) reply.serializer(unchanged).send(body);
    else reply.send(body === null ? undefined : bufferOf(body));
    this.#sent();
  }

  override head(head: Head): void {
    super.head(head);
    this.#stream = new ReplyStream();
    this.reply.send(this.#stream);
    this.#sent();
  }

  override write(chunk: Chunk): boolean {
    return this.#stream!.push(chunk);
  }

  override flush(): boolean {
    return super.flush() && this.#stream!.isEmpty; // Fastify starts to read in the next turn
  }

  override onDrain(resume: () => void): void {
    this.#stream!.drained(resume);
  }

  override abort(error: unknown): void {
    // Not earlier: Fastify ends the response when its stream fails, over HTTP/2 even cleanly.
    this.response.once("close", () => this.#stream?.destroy());
    try {
      super.abort(error);
    } catch {
      this.reply.raw.destroy(); // an injected request has no connection
    }
  }

  respondToError(error: unknown): boolean {
    this.prepare(); // the rest of the upload must be handled, whatever sends the response
    if (this.#settle === undefined) this.#failure = { error };
    else this.#settle.reject(error);
    return true;
  }

  protected override get forwarded(): Forwarded | undefined {
    return this.#mount.trustProxy ? this.fastifyRequest : undefined;
  }

  protected override writeHead(head: Head): void {
    setHead(this.reply, head);
  }

  protected override endStream(): void {
    this.#stream!.push(null);
  }

  protected override openInput(): Input {
    const { body, raw } = this.fastifyRequest;
    if (isBytes(body)) return new MemoryInput(body);
    if (isPayload(body) && body !== raw) return new PayloadInput(body);
    if (raw.readableDidRead || raw.readableEnded) throw new TsgiError(TSGI_BODY_PARSED);
    return super.openInput();
  }

  #sent(): void {
    this.#isSent = true;
    this.#settle?.resolve(this.reply);
  }
}

/** Returns true if a hook has replaced the stream of the request. */
export function isPayload(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

/** Returns text unchanged: with a serializer Fastify keeps the content type. An error handler may still send an object. */
function unchanged(payload: unknown): string {
  return typeof payload === "string" ? payload : JSON.stringify(payload);
}

/** Returns bytes over an ArrayBuffer: Fastify recognises bytes by that. */
function bufferOf(body: Chunk): Uint8Array {
  return typeof body !== "string" && body.buffer instanceof ArrayBuffer ? body : Buffer.from(body);
}

function hasContentType({ fields }: Head): boolean {
  for (let i = 0; i < fields.length; i += 2) {
    if (fields[i]!.length === 12 && fields[i]!.toLowerCase() === "content-type") return true;
  }
  return false;
}
