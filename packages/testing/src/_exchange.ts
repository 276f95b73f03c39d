import {
  TsgiError,
  type Chunk,
  type ErrorLog,
  type HeaderList,
  type Input,
  type ServerInfo,
} from "@tsgi/core";
import { TSGI_CLIENT_GONE } from "@tsgi/core/errors";
import { Exchange, MemoryInput, isBytes, type Head, type Service } from "@tsgi/core/server";
import { Channel } from "./_channel.ts";
import type { TestConnection } from "./_connection.ts";
import { StreamInput } from "./_input.ts";
import type { WireRequest } from "./_request.ts";
import { ClientResponse } from "./response.ts";

const encoder = new TextEncoder();

/** Runs a request and its response within one process. */
export class TestExchange extends Exchange {
  /** Settles when the head arrives, or when the response fails without one. */
  readonly response: Promise<ClientResponse>;
  /** Settles when the exchange has ended, with the error if there was one. */
  readonly over: Promise<unknown>;
  readonly target: string;
  readonly protocol: string;
  readonly scheme: "http" | "https";
  readonly serverName: string;
  readonly serverPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly input: Input;
  protected readonly isHead: boolean;
  protected isGone = false;
  readonly #service: Service;
  readonly #rethrow: boolean;
  readonly #channel: Channel;
  #answer!: (response: ClientResponse) => void;
  #refuse!: (error: unknown) => void;

  constructor(request: WireRequest, connection: TestConnection, service: Service, rethrow: boolean) {
    super();
    this.#service = service;
    this.#rethrow = rethrow;
    this.target = request.target;
    this.protocol = connection.protocol;
    this.scheme = connection.scheme;
    this.serverName = connection.serverName;
    this.serverPort = connection.serverPort;
    this.remoteAddress = connection.remoteAddress;
    this.remotePort = connection.remotePort;
    this.isHead = request.method === "HEAD";
    this.input = inputOf(request.body);
    if (service.initial.length > 0) this.values = new Map(service.initial);
    this.#channel = new Channel(() => this.leave(new TsgiError(TSGI_CLIENT_GONE)));
    this.response = new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#refuse = reject;
    });
    // Callbacks run in reverse order: registered first, this one runs after all others.
    const over = new Promise<unknown>((resolve) => this.onFinish(resolve));
    // An error whose `then` throws would reject it.
    this.over = over.catch((error: unknown) => error);
  }

  get server(): ServerInfo {
    return this.#service.info;
  }
  get errors(): ErrorLog {
    return this.#service.errors;
  }

  /** Disconnects the client, at any stage of the response. */
  leave(reason: unknown): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#refuse(reason);
    this.#channel.end({ error: reason });
    if (this.input instanceof StreamInput) this.input.cut(reason);
    this.disconnected();
  }

  protected override failBeforeHead(error: unknown): void {
    const isClients = error instanceof TsgiError && error.status < 500;
    if (!this.#rethrow || isClients) return super.failBeforeHead(error);
    this.#refuse(error);
    queueMicrotask(() => this.finished());
  }

  protected override byteLength(text: string): number {
    return encoder.encode(text).length;
  }

  protected override sendWhole(head: Head, body: Chunk | null): void {
    this.openStream(head);
    if (body !== null) this.write(body);
    this.end();
  }

  protected override openStream(head: Head): void {
    this.#answer(new ClientResponse(head.status, pairsOf(head.fields), this.#channel.body, this.over));
  }

  /** Always false: the next chunk is requested when the reader requests it. */
  protected override write(chunk: Chunk): boolean {
    this.#channel.write(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
    return false;
  }

  protected override flush(): boolean {
    return true;
  }

  protected override drained(resume: () => void): void {
    this.#channel.drained(resume);
  }

  protected override yieldTurn(resume: () => void): void {
    setTimeout(resume, 0);
  }

  protected override end(): void {
    this.#channel.end();
    // In a separate turn, as on any host: the response arrives after the call that sent it.
    queueMicrotask(() => this.finished());
  }

  protected override reset(): void {
    // Without a head no response can report it: the request fails, as on a reset connection.
    this.#refuse(this.failure);
    this.#channel.end({ error: this.failure });
    queueMicrotask(() => this.finished());
  }

  /** Every exchange is watched from its beginning. */
  protected override watch(): void {}

  protected override keepAlive(promise: Promise<void>): void {
    this.#service.keepAlive(promise);
  }
}

function inputOf(body: WireRequest["body"]): Input {
  return body === null || isBytes(body) ? new MemoryInput(body ?? undefined) : new StreamInput(body);
}

function pairsOf(fields: readonly string[]): HeaderList {
  return fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1]!] as const] : []));
}
