import type { Environ } from "@tsgi/core";
import { asksSignal, follow, followed } from "./derived-signal.ts";
import { fetchTransportOf } from "../_fetch-transport.ts";
import { lazyStream, madeStream } from "./lazy-stream.ts";
import { mayHaveBody, streamOf, WholeBody } from "./request-body.ts";

/**
 * A Request of the platform's own class, made from an environ: all code that takes a Request accepts it. The costliest
 * parts, the signal and the body, are created on first use.
 */
export class EnvironRequest extends Request {
  readonly #environ: Environ;
  readonly #limit: number;
  #whole: WholeBody | undefined = undefined;
  /** True once the platform's own stream is in use. */
  #streamed = false;

  /** Returns the environ of a request of this class. */
  static environOf(request: Request): Environ | undefined {
    return #environ in request ? request.#environ : undefined;
  }

  constructor(environ: Environ, url: string, limit: number) {
    const isLate = fetchTransportOf(environ) === undefined && asksSignal();
    super(url, isLate ? initOf(environ) : { ...initOf(environ), signal: signalOf(environ) });
    this.#environ = environ;
    this.#limit = limit;
    if (isLate) follow(super.signal, environ);
    fill(super.headers, environ);
  }

  override get method(): string {
    return this.#environ.method;
  }
  override get signal(): AbortSignal {
    return this.#environ.signal;
  }
  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    this.#streamed = true;
    return madeStream(super.body);
  }
  override get bodyUsed(): boolean {
    return this.#whole?.used === true || super.bodyUsed;
  }
  override clone(): Request {
    if (this.#whole?.used) throw new TypeError("Body is unusable: Body has already been read");
    this.#streamed = true;
    const copy = super.clone();
    // If the platform creates its own signal for a copy, that signal does not follow the original.
    return asksSignal() ? followed(copy, this.#environ) : copy;
  }
  override text(): Promise<string> {
    return this.#direct()?.text() ?? super.text();
  }
  // any: the platform's own declaration.
  // oxlint-disable-next-line typescript/no-explicit-any
  override json(): Promise<any> {
    return this.#direct()?.json() ?? super.json();
  }
  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#direct()?.arrayBuffer() ?? super.arrayBuffer();
  }
  override bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#direct()?.bytes() ?? super.bytes();
  }
  override blob(): Promise<Blob> {
    return this.#direct()?.blob(this.headers.get("content-type")) ?? super.blob();
  }
  override formData(): Promise<FormData> {
    return this.#direct()?.formData(this.headers.get("content-type")) ?? super.formData();
  }

  /** Returns the fast reader of the body, as long as no code reads the platform's stream. */
  #direct(): WholeBody | undefined {
    if (this.#streamed || super.body === null) return undefined;
    return (this.#whole ??= new WholeBody(this.#environ, this.#limit));
  }
}

/** Returns the host's own signal if there is one: reading that of the environ makes the exchange watch the response. */
function signalOf(environ: Environ): AbortSignal {
  return fetchTransportOf(environ)?.request.signal ?? environ.signal;
}

/** Returns undefined if possible: without an init the platform has much less to check. */
function initOf(environ: Environ): RequestInit | undefined {
  const { method } = environ;
  // The platform rejects TRACE.
  if (method === "GET" || method === "TRACE") return undefined;
  if (!mayHaveBody(environ)) return { method };
  return { method, body: lazyStream(() => streamOf(environ)), duplex: "half" } as RequestInit;
}

/** Adds the fields one by one: the platform would convert a list first, which takes twice the time. */
export function fill(headers: Headers, environ: Environ): void {
  const fields = environ.headers;
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!;
    // Not every platform's Headers join cookies with a semicolon (RFC 6265, 5.4).
    if (name.length === 6 && name.toLowerCase() === "cookie") headers.set(name, environ.header("cookie")!);
    else headers.append(name, fields[i + 1]!);
  }
}
