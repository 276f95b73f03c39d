import type { Environ } from "@tsgi/core";
import { LightHeaders, lightHeaders } from "./light-headers.ts";
import { mayHaveBody, streamOf, WholeBody } from "./request-body.ts";
import { urlOf } from "./request-url.ts";
import { isScript, lazyInherit } from "./lazy-inherit.ts";

/**
 * Stands for a Request and makes the platform's own when something unusual is asked of it: `method`, `url`, `headers`,
 * `signal` and the whole body come from the environ. Its prototype chain leads to Request's.
 */
export class LightRequest {
  readonly #environ: Environ;
  readonly #keepsPrefix: boolean;
  readonly #limit: number;
  #url: string | undefined = undefined;
  #headers: Headers | undefined = undefined;
  #whole: WholeBody | undefined = undefined;
  #platform: Request | undefined = undefined;

  /** The environ of a request of this class. */
  static environOf(request: object): Environ | undefined {
    return #environ in request ? request.#environ : undefined;
  }

  /** The platform's own Request that a request of this class stands for. */
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

  /** The shorter way to the body, while there is one, and nobody has the platform's stream. */
  #reader(): WholeBody | (Request & { blob(type: string | null): Promise<Blob> } & WholeBody) {
    if (this.#platform !== undefined || !mayHaveBody(this.#environ))
      return LightRequest.platformOf(this) as never;
    return (this.#whole ??= new WholeBody(this.#environ, this.#limit));
  }

  #materialise(): Request {
    const { headers, signal } = this;
    const init: RequestInit & { duplex?: "half" } = { headers, signal };
    if (this.method !== "TRACE") init.method = this.method; // which the platform does not take
    if (mayHaveBody(this.#environ)) {
      init.body = streamOf(this.#environ);
      init.duplex = "half";
    }
    const request = new Request(this.url, init);
    LightHeaders.replace(headers, request.headers);
    return request;
  }
}

/** What the platform makes of a {@link LightRequest}. */
export interface LightSupport {
  /** True where it takes one for a Request of its own: there it is as good as one. */
  readonly isTaken: boolean;
  /** False where its own is made by native code, which is as quick and takes no other. */
  readonly isWorthwhile: boolean;
}

let support: LightSupport | undefined;

/** Gives LightRequest all that the platform's Request has besides. Not done on import: a bundle may need neither. */
export function prepareLight(): LightSupport {
  if (support !== undefined) return support;
  const sample = new Request("http://localhost/");
  lazyInherit(LightRequest.prototype, sample, LightRequest.platformOf);
  const isTaken = Object.getOwnPropertySymbols(sample).length > 0;
  return (support = { isTaken, isWorthwhile: isScript(Request) });
}
