import type { Environ } from "@tsgi/core";
import { LightHeaders, lightHeaders } from "./light-headers.ts";
import { mayHaveBody, streamOf, WholeBody } from "./request-body.ts";
import { urlOf } from "./request-url.ts";
import { isScript, lazyInherit } from "./lazy-inherit.ts";

/**
 * Replaces a Request, and creates the platform's own when code needs a less usual member: `method`, `url`, `headers`,
 * `signal` and the whole body come from the environ. Its prototype chain leads to that of Request.
 */
export class LightRequest {
  readonly #environ: Environ;
  readonly #keepsPrefix: boolean;
  readonly #limit: number;
  #url: string | undefined = undefined;
  #headers: Headers | undefined = undefined;
  #whole: WholeBody | undefined = undefined;
  #platform: Request | undefined = undefined;

  /** Returns the environ of a request of this class. */
  static environOf(request: object): Environ | undefined {
    return #environ in request ? request.#environ : undefined;
  }

  /** Returns the platform's own Request behind one of this class. */
  static platformOf(request: LightRequest): Request {
    return (request.#platform ??= request.#materialise());
  }

  constructor(environ: Environ, keepsPrefix: boolean, limit: number) {
    this.#environ = environ;
    this.#keepsPrefix = keepsPrefix;
    this.#limit = limit;
  }

  get method(): string {
    return this.#environ.method;
  }
  get url(): string {
    return (this.#url ??= urlOf(this.#environ, this.#keepsPrefix));
  }
  get headers(): Headers {
    return (this.#headers ??= lightHeaders(this.#environ));
  }
  get signal(): AbortSignal {
    return this.#environ.signal;
  }
  get bodyUsed(): boolean {
    return this.#whole?.used === true || this.#platform?.bodyUsed === true;
  }
  clone(): Request {
    if (this.#whole?.used) throw new TypeError("Body is unusable: Body has already been read");
    return LightRequest.platformOf(this).clone();
  }
  text(): Promise<string> {
    return this.#reader().text();
  }
  json(): Promise<unknown> {
    return this.#reader().json();
  }
  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#reader().arrayBuffer();
  }
  bytes(): Promise<Uint8Array> {
    return this.#reader().bytes();
  }
  blob(): Promise<Blob> {
    return this.#reader().blob(this.headers.get("content-type"));
  }
  formData(): Promise<FormData> {
    return this.#reader().formData(this.headers.get("content-type"));
  }

  /** Returns the fast reader of the body, as long as there is a body and no code has the platform's stream. */
  #reader(): WholeBody | (Request & { blob(type: string | null): Promise<Blob> } & WholeBody) {
    if (this.#platform !== undefined || !mayHaveBody(this.#environ))
      return LightRequest.platformOf(this) as never;
    return (this.#whole ??= new WholeBody(this.#environ, this.#limit));
  }

  #materialise(): Request {
    const { headers, signal } = this;
    const init: RequestInit & { duplex?: "half" } = { headers, signal };
    if (this.method !== "TRACE") init.method = this.method; // the platform rejects it
    if (mayHaveBody(this.#environ)) {
      init.body = streamOf(this.#environ);
      init.duplex = "half";
    }
    const request = new Request(this.url, init);
    LightHeaders.replace(headers, request.headers);
    return request;
  }
}

/** The platform's treatment of a {@link LightRequest}. */
export interface LightSupport {
  /** True if the platform accepts one as a Request: it can then replace one everywhere. */
  readonly isTaken: boolean;
  /** False if the platform's own Request is native code, which is as fast and accepts no other. */
  readonly isWorthwhile: boolean;
}

let support: LightSupport | undefined;

/** Makes LightRequest inherit from the platform's Request. Runs on first use, not on import: a program may need neither. */
export function prepareLight(): LightSupport {
  if (support !== undefined) return support;
  const sample = new Request("http://localhost/");
  lazyInherit(LightRequest.prototype, sample, LightRequest.platformOf);
  const isTaken = Object.getOwnPropertySymbols(sample).length > 0;
  return (support = { isTaken, isWorthwhile: isScript(Request) });
}
