import type { Environ, ErrorLog, Input, ReadOptions } from "@tsgi/core";
import type { Validation } from "./_validation.ts";
import type { ValidateOptions } from "./validate.ts";

/** Creates the environ that the application sees: a copy of the server's, with watched input and log. */
export function checkedEnviron(environ: Environ, validation: Validation, options: ValidateOptions): Environ {
  const input = guarded(new CheckedInput(environ, validation), "input", INPUT_MEMBERS, validation, environ);
  const seen = environ.derive({
    input,
    headers: options.hideHopByHop === true ? withoutHopByHop(environ.headers) : undefined,
  });
  const errors = guarded(new CheckedLog(environ, validation), "errors", LOG_MEMBERS, validation, environ);
  // The log belongs to the exchange, which is not copied.
  Object.defineProperty(seen, "errors", { value: errors });
  return seen;
}

const INPUT_MEMBERS: ReadonlySet<string> = new Set(["bytes", "text", "json", "stream"]);
const LOG_MEMBERS: ReadonlySet<string> = new Set(["write", "flush"]);

/** Reads the server's input only when the application does: reading may send 100 Continue. */
class CheckedInput implements Input {
  readonly #environ: Environ;
  readonly #validation: Validation;

  constructor(environ: Environ, validation: Validation) {
    this.#environ = environ;
    this.#validation = validation;
  }

  async bytes(options?: ReadOptions): Promise<Uint8Array> {
    const bytes = await this.#environ.input.bytes(options);
    const received = this.#take({ done: false, value: bytes }, 0, false);
    this.#take({ done: true, value: undefined }, received, false);
    return bytes;
  }

  text(options?: ReadOptions): Promise<string> {
    return this.#environ.input.text(options);
  }

  json<T = unknown>(options?: ReadOptions): Promise<T> {
    return this.#environ.input.json<T>(options);
  }

  stream(): ReadableStream<Uint8Array> {
    return this.#environ.input.stream();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const inner = this.#environ.input[Symbol.asyncIterator]();
    let received = 0;
    let ended = false;
    return {
      next: async () => {
        const step = await inner.next();
        received = this.#take(step, received, ended);
        ended ||= step.done === true;
        return step;
      },
      return: async () => (await inner.return?.()) ?? { done: true, value: undefined },
    };
  }

  /** Returns the number of bytes received so far. */
  #take({ done = false, value: chunk }: IteratorResult<unknown>, before: number, ended: boolean): number {
    const received = before + (done ? 0 : ((chunk as Uint8Array | undefined)?.length ?? 0));
    const declared = this.#environ.contentLength;
    this.#validation.check("input", { done, chunk, ended, received, declared });
    return received;
  }
}

class CheckedLog implements ErrorLog {
  readonly #environ: Environ;
  readonly #validation: Validation;

  constructor(environ: Environ, validation: Validation) {
    this.#environ = environ;
    this.#validation = validation;
  }

  write(text: string): void {
    this.#validation.check("write", { text });
    this.#environ.errors.write(text);
  }

  flush(): void | PromiseLike<void> {
    return this.#environ.errors.flush();
  }
}

/** Passes on the members of the contract; any other member is reported, and read from the server's own object. */
function guarded<T extends Input | ErrorLog>(
  target: T,
  object: "input" | "errors",
  members: ReadonlySet<string>,
  validation: Validation,
  environ: Environ,
): T {
  return new Proxy(target, {
    get(_, member) {
      if (typeof member === "symbol" || members.has(member)) return bound(target, member);
      if (!ASKED_BY_LANGUAGE.has(member)) validation.check("member", { object, member });
      return bound(environ[object], member);
    },
  });
}

function bound(target: object, member: string | symbol): unknown {
  const value: unknown = Reflect.get(target, member);
  return typeof value === "function" ? value.bind(target) : value;
}

/** Members that promises, JSON and printing read on any object. */
const ASKED_BY_LANGUAGE: ReadonlySet<string> = new Set([
  "then",
  "toJSON",
  "toString",
  "valueOf",
  "constructor",
]);

/** Keeps `proxy-connection` and similar fields: fields for a proxy do not belong to the connection. */
const HIDDEN: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function withoutHopByHop(headers: readonly string[]): string[] {
  return headers.filter((_, i) => !HIDDEN.has(headers[i - (i % 2)]!.toLowerCase()));
}
