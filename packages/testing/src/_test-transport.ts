import { TsgiError, type Chunk, type HeaderList, type Input } from "@tsgi/core";
import { TSGI_CLIENT_GONE } from "@tsgi/core/errors";
import {
  Exchange,
  findJoined,
  isBytes,
  MemoryInput,
  type CloseListener,
  type Head,
  type HostedApplication,
  type Transport,
} from "@tsgi/core/server";
import { Channel } from "./_channel.ts";
import type { TestConnection } from "./_connection.ts";
import { StreamInput } from "./_input.ts";
import type { WireRequest } from "./_request.ts";
import { ClientResponse } from "./response.ts";

const encoder = new TextEncoder();

/** Carries a request and its response within one process. */
export class TestTransport implements Transport {
  readonly exchange: Exchange;
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
  readonly fields: readonly string[];
  readonly isHead: boolean;
  isDisconnected = false;
  readonly #hosted: HostedApplication;
  readonly #rethrow: boolean;
  readonly #channel: Channel;
  #answer!: (response: ClientResponse) => void;
  #refuse!: (error: unknown) => void;

  constructor(request: WireRequest, connection: TestConnection, hosted: HostedApplication, rethrow: boolean) {
    this.#hosted = hosted;
    this.fields = request.fields;
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
    this.#channel = new Channel(() => this.disconnect(new TsgiError(TSGI_CLIENT_GONE)));
    this.response = new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#refuse = reject;
    });
    // Callbacks run in reverse order: registered first, this one runs after all others.
    this.exchange = new Exchange(this, hosted);
    const over = new Promise<unknown>((resolve) => this.exchange.onFinish(resolve));
    // An error whose `then` throws would reject it.
    this.over = over.catch((error: unknown) => error);
  }

  field(key: string): string | undefined {
    return findJoined(this.fields, key);
  }

  /** Disconnects the client, at any stage of the response. */
  disconnect(reason: unknown): void {
    if (this.isDisconnected) return;
    this.isDisconnected = true;
    this.#refuse(reason);
    this.#channel.end({ error: reason });
    if (this.input instanceof StreamInput) this.input.cut(reason);
    this.exchange.disconnected();
  }

  respondToError(error: unknown): boolean {
    const isClientError = error instanceof TsgiError && error.status < 500;
    if (!this.#rethrow || isClientError) return false;
    this.#refuse(error);
    queueMicrotask(() => this.exchange.finished());
    return true;
  }

  byteLength(text: string): number {
    return encoder.encode(text).length;
  }

  whole(head: Head, body: Chunk | null): void {
    this.head(head);
    if (body !== null) this.write(body);
    this.end();
  }

  head(head: Head): void {
    this.#answer(new ClientResponse(head.status, pairsOf(head.fields), this.#channel.body, this.over));
  }

  /** Always false: the next chunk is requested when the reader requests it. */
  write(chunk: Chunk): boolean {
    this.#channel.write(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
    return false;
  }

  flush(): boolean {
    return true;
  }

  onDrain(resume: () => void): void {
    this.#channel.drained(resume);
  }

  defer(resume: () => void): void {
    setTimeout(resume, 0);
  }

  end(): void {
    this.#channel.end();
    // In a separate turn, as on any host: the response arrives after the call that sent it.
    queueMicrotask(() => this.exchange.finished());
  }

  abort(error: unknown): void {
    // Without a head no response can report it: the request fails, as on a reset connection.
    this.#refuse(error);
    this.#channel.end({ error });
    queueMicrotask(() => this.exchange.finished());
  }

  /** Does nothing: disconnects are reported to the exchange from the beginning. */
  onClose(_listener: CloseListener): void {}

  waitUntil(promise: Promise<void>): void {
    this.#hosted.waitUntil(promise);
  }
}

function inputOf(body: WireRequest["body"]): Input {
  return body === null || isBytes(body) ? new MemoryInput(body ?? undefined) : new StreamInput(body);
}

function pairsOf(fields: readonly string[]): HeaderList {
  return fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1]!] as const] : []));
}
