import {
  Environ,
  HostBody,
  isWhole,
  type Application,
  type Body,
  type Chunk,
  type HeaderList,
  type StartResponse,
} from "@tsgi/core";
import { isBytes, isThenable } from "@tsgi/core/server";
import { CheckedBody } from "./_body.ts";
import { checkedEnviron } from "./_environ.ts";
import type { Rulebook } from "./_rulebook.ts";
import { Trace } from "./_trace.ts";
import type { Phase, Phases } from "./rule.ts";
import type { ValidateOptions } from "./validate.ts";

/** Validates one call of the application, from the call to the end of its response. */
export class Validation {
  readonly trace: Trace;
  readonly #rulebook: Rulebook;
  readonly #options: ValidateOptions;
  readonly #args: readonly unknown[];
  readonly #environ: Environ | undefined;

  constructor(rulebook: Rulebook, options: ValidateOptions, args: readonly unknown[]) {
    this.#rulebook = rulebook;
    this.#options = options;
    this.#args = args;
    this.#environ = args[0] instanceof Environ ? args[0] : undefined;
    this.trace = new Trace(this.#environ?.method ?? "", options.buffered ?? false);
  }

  check<P extends Phase>(phase: P, context: Phases[P]): boolean {
    return this.#rulebook.check(phase, context, this.#environ?.errors);
  }

  checkLate<P extends Phase>(phase: P, context: Phases[P]): void {
    if (this.#environ) this.#rulebook.checkLate(phase, context, this.#environ.errors);
  }

  run(app: Application): Body | PromiseLike<Body> {
    const [environ, startResponse, ...more] = this.#args;
    this.check("call", { arguments: this.#args });
    if (this.#environ) this.check("environ", { environ: this.#environ });
    const seen = this.#environ ? checkedEnviron(this.#environ, this, this.#options) : environ;
    const start =
      typeof startResponse === "function" ? this.#starter(startResponse as StartResponse) : startResponse;
    const body = this.#call(() =>
      (app as (...args: unknown[]) => ReturnType<Application>)(seen, start, ...more),
    );
    if (!isThenable(body)) return this.#take(body);
    return body.then(
      (settled) => this.#take(settled),
      (error: unknown) => this.fail(error),
    );
  }

  /** The server receives a chunk. */
  take(chunk: Chunk): void {
    const size = byteLength(chunk);
    this.check("chunk", { chunk, size, response: this.trace });
    this.trace.took(size);
  }

  /** The server receives the end. */
  end(): void {
    this.trace.ended = true;
    this.check("end", { response: this.trace });
  }

  /** The server receives the error that the application threw. */
  fail(error: unknown): never {
    this.trace.ended = true;
    this.check("failure", { error, response: this.trace });
    throw error;
  }

  #call<T>(application: () => T): T {
    try {
      return application();
    } catch (error) {
      return this.fail(error);
    }
  }

  #starter(startResponse: StartResponse): StartResponse {
    return (...args: Parameters<StartResponse>) => {
      const [status, headers, error] = args;
      const { trace } = this;
      trace.starts++;
      const legal = this.#checkHead(args);
      const pairs = pairsOf(headers);
      const before = String(pairs);
      let result: unknown;
      let thrown: { readonly error: unknown } | undefined;
      try {
        result = startResponse(...args);
        trace.started(status, pairs);
      } catch (reason) {
        thrown = { error: reason };
        if (error !== undefined && error !== null && reason === error) trace.thrownBack = thrown;
      }
      const headersChanged = String(pairsOf(headers)) !== before;
      this.check("started", { arguments: args, headersChanged, legal, result, thrown, response: trace });
      if (thrown) throw thrown.error;
      return result as void;
    };
  }

  #checkHead(args: readonly unknown[]): boolean {
    let legal = this.check("start", { arguments: args, response: this.trace });
    const [status, headers] = args;
    const before: string[] = [];
    for (const [name, value] of pairsOf(headers)) {
      const header = { name: name.toLowerCase(), value, status, before };
      if (!this.check("header", header)) legal = false;
      before.push(header.name);
    }
    return legal;
  }

  #take(body: Body): Body {
    this.check("body", { body, response: this.trace });
    if (isWhole(body)) {
      this.#takeAll(body === null ? [] : [body]);
      return body;
    }
    if (Array.isArray(body)) {
      this.#takeAll(body as Chunk[]);
      return body;
    }
    if (typeof body !== "object" || body instanceof HostBody || !CheckedBody.takes(body)) return body;
    return new CheckedBody(body, this, this.#environ).asBody();
  }

  /** The whole body is available at once, so it needs no wrapper. */
  #takeAll(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) this.take(chunk);
    this.end();
  }
}

const encoder = new TextEncoder();

function byteLength(chunk: unknown): number {
  if (typeof chunk === "string") return encoder.encode(chunk).length;
  return isBytes(chunk) ? chunk.length : 0;
}

/** Returns the well-formed pairs. */
function pairsOf(headers: unknown): HeaderList {
  if (!Array.isArray(headers)) return [];
  return headers.filter(
    (pair) => typeof pair?.[0] === "string" && typeof pair[1] === "string",
  ) as HeaderList[number][];
}
