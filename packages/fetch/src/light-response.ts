import { isBytes } from "@tsgi/core/server";
import { isScript, lazyInherit } from "./from/lazy-inherit.ts";

/** The arguments that a light response was created with. */
export interface LightParts {
  readonly status: number;
  readonly body: string | Uint8Array | null;
  readonly headers: HeadersInit | undefined;
  /** True if the body is a string, which has its own default type. */
  readonly isTyped: boolean;
}

const PlatformResponse = Response;

/** Statuses of responses without a body (Fetch, 2.2.3). */
const BODILESS = /* @__PURE__ */ new Set([204, 205, 304]);

/**
 * Replaces a Response with a whole body, and creates the platform's own when code needs a less usual member. Its prototype
 * chain leads to that of Response.
 */
class Light {
  readonly #parts: LightParts | undefined;
  #headers: Headers | undefined = undefined;
  #platform: Response | undefined = undefined;
  #taken = false;

  /**
   * Returns the parts of a response for which the platform's own was never created, and marks its body as used; undefined
   * for any other, or one taken before.
   */
  static take(response: object): LightParts | undefined {
    if (!(#parts in response) || response.#platform !== undefined || response.bodyUsed) return undefined;
    response.#taken = true;
    const parts = response.#parts!;
    return response.#headers === undefined ? parts : { ...parts, headers: response.#headers, isTyped: true };
  }

  /** Returns the platform's own Response behind one of this class. */
  static platformOf(response: Light): Response {
    return response.#own();
  }

  /** Works as Response.json. */
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

  /** Headers that were read before are not those of the platform's response, which has a copy. */
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

/** The default type of a string (Fetch, 5.2). */
export const TEXT = "text/plain;charset=UTF-8";

/** See {@link LightResponse}; undefined for any other response. */
export const takeParts: (response: object) => LightParts | undefined = (response) => Light.take(response);

/** Returns the class with all other members of the platform's Response. */
function lightResponse(): typeof Response {
  // A native Response of the platform is as fast, and native code accepts no other.
  if (!isScript(PlatformResponse)) return PlatformResponse;
  lazyInherit(Light.prototype, new PlatformResponse(null), Light.platformOf);
  Object.setPrototypeOf(Light, PlatformResponse);
  return Light as never;
}

/**
 * A Response that costs little on Node and Deno, whose own costs much: {@link fromFetch} uses its status, headers and whole
 * body (a string, bytes or null) directly. `instanceof Response` is true, and all other members forward to a platform
 * Response that is created on first use. On Bun and Workers, whose Response is native code, it is that Response.
 *
 * Platform code that reads the internals of a Response, for example WebAssembly.compileStreaming on Node, accepts its
 * `clone()`.
 *
 * @example
 * const app = fromFetch(() => new LightResponse("Hello"));
 */
export const LightResponse: typeof Response = /* @__PURE__ */ lightResponse();
/** An instance of {@link LightResponse}. */
export type LightResponse = Response;
