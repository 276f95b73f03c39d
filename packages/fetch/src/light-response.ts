import { isBytes } from "@tsgi/core/server";
import { isScript, lazyInherit } from "./from/lazy-inherit.ts";

/** What a light response is made of, as it was given. */
export interface LightParts {
  readonly status: number;
  readonly body: string | Uint8Array | null;
  readonly headers: HeadersInit | undefined;
  /** True where a string brings its own type along. */
  readonly isTyped: boolean;
}

const PlatformResponse = Response;

/** Statuses of responses without a body (Fetch, 2.2.3). */
const BODILESS = /* @__PURE__ */ new Set([204, 205, 304]);

/**
 * Stands for a Response whose body is whole, and makes the platform's own when something unusual is asked of it. Its
 * prototype chain leads to Response's.
 */
class Light {
  readonly #parts: LightParts | undefined;
  #headers: Headers | undefined = undefined;
  #platform: Response | undefined = undefined;
  #taken = false;

  /** What the response is made of, where the platform's own was never needed and nobody took it; its body is used then. */
  static take(response: object): LightParts | undefined {
    if (!(#parts in response) || response.#platform !== undefined || response.bodyUsed) return undefined;
    response.#taken = true;
    const parts = response.#parts!;
    return response.#headers === undefined ? parts : { ...parts, headers: response.#headers, isTyped: true };
  }

  /** The platform's own Response that one of this class stands for. */
  static platformOf(response: Light): Response {
    return response.#own();
  }

  /** As Response.json. */
  static json(data: unknown, init?: ResponseInit): Response {
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined) throw new TypeError("The data cannot be serialised as JSON");
    if (init?.headers === undefined) {
      return new this(text, { ...init, headers: [["content-type", "application/json"]] }) as never;
    }
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return new this(text, { ...init, headers }) as never;
  }

  constructor(body?: BodyInit | null, init?: ResponseInit) {
    const status = init?.status ?? 200;
    const isWhole = body === undefined || body === null || typeof body === "string" || isBytes(body);
    const isPlain = isWhole && Number.isInteger(status) && status >= 200 && status <= 599;
    if (isPlain && init?.statusText === undefined && (!BODILESS.has(status) || (body ?? null) === null)) {
      const isTyped = typeof body !== "string";
      this.#parts = { status, body: (body as LightParts["body"]) ?? null, headers: init?.headers, isTyped };
    } else {
      this.#parts = undefined;
      this.#platform = new PlatformResponse(body, init);
    }
  }

  get status(): number {
    return this.#platform === undefined ? this.#parts!.status : this.#platform.status;
  }
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }
  get headers(): Headers {
    return this.#platform?.headers ?? (this.#headers ??= headersOf(this.#parts!));
  }
  get bodyUsed(): boolean {
    if (this.#taken) return this.#parts!.body !== null;
    return this.#platform?.bodyUsed ?? false;
  }

  /** Headers that were asked for before are not those of the platform's response: it has a copy. */
  #own(): Response {
    if (this.#platform === undefined) {
      const { body, status } = this.#parts!;
      this.#platform = new PlatformResponse(body as BodyInit | null, { status, headers: this.headers });
      if (this.#taken) void this.#platform.body?.cancel();
      this.#headers = undefined;
    }
    return this.#platform;
  }
}

function headersOf({ headers: given, isTyped }: LightParts): Headers {
  const headers = new Headers(given);
  if (!isTyped && !headers.has("content-type")) headers.set("content-type", TEXT);
  return headers;
}

/** The type that a string brings along (Fetch, 5.2). */
export const TEXT = "text/plain;charset=UTF-8";

/** See {@link LightResponse}; undefined for any other response. */
export const takeParts: (response: object) => LightParts | undefined = (response) => Light.take(response);

/** Gives the class all that the platform's Response has besides. */
function lightResponse(): typeof Response {
  // Where the platform's own is made by native code, nothing is gained beside it, and native code takes no other.
  if (!isScript(PlatformResponse)) return PlatformResponse;
  lazyInherit(Light.prototype, new PlatformResponse(null), Light.platformOf);
  Object.setPrototypeOf(Light, PlatformResponse);
  return Light as never;
}

/**
 * A Response that costs little where the platform's own costs much, on Node and Deno: under {@link fromFetch} its status,
 * headers and whole body (a string, bytes or null) are taken as they are. `instanceof Response` holds, and whatever else
 * is asked of it, the platform's own answers that it then stands for. Where the platform's Response is native code, on Bun
 * and Workers, it is that Response.
 *
 * Code of the platform that looks into a Response itself, WebAssembly.compileStreaming of Node say, takes its `clone()`.
 *
 * @example
 * const app = fromFetch(() => new LightResponse("Hello"));
 */
export const LightResponse: typeof Response = /* @__PURE__ */ lightResponse();
/** An instance of {@link LightResponse}. */
export type LightResponse = Response;
