import { lazyInherit } from "./lazy-inherit.ts";

/** The symbol by which Node's own modules ask whether a stream was read from or cancelled. */
const DISTURBED: unique symbol = /* @__PURE__ */ Symbol.for("nodejs.stream.disturbed") as never;

/** A ReadableStream that is created on first use: creating one costs more than reading a small body. */
class LazyStream {
  readonly #make: () => ReadableStream<Uint8Array>;
  #real: ReadableStream<Uint8Array> | undefined = undefined;

  static isMade(stream: LazyStream): boolean {
    return stream.#real !== undefined;
  }
  static realOf(stream: LazyStream): ReadableStream<Uint8Array> {
    return (stream.#real ??= stream.#make());
  }
  /** Returns the platform's stream behind one of this class, and any other stream unchanged. */
  static unwrap(stream: object): object {
    return #make in stream ? LazyStream.realOf(stream) : stream;
  }

  constructor(make: () => ReadableStream<Uint8Array>) {
    this.#make = make;
  }

  // A Request reads these two properties of its body.
  get locked(): boolean {
    return this.#real?.locked ?? false;
  }
  get [DISTURBED](): boolean {
    return this.#real !== undefined && (this.#real as { [DISTURBED]?: boolean })[DISTURBED] === true;
  }
}

let isTaken: boolean | undefined;

/** Returns a stream for the body of a Request, created on first use if the platform allows it. */
export function lazyStream(make: () => ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  isTaken ??= prepare();
  return isTaken ? (new LazyStream(make) as unknown as ReadableStream<Uint8Array>) : make();
}

/** Returns the platform's own stream of a body, see {@link lazyStream}. */
export function madeStream<T extends ReadableStream | null>(stream: T): T {
  return stream === null ? stream : (LazyStream.unwrap(stream) as T);
}

/** Runs on first use, not on import: a program may need none. */
function prepare(): boolean {
  lazyInherit(LazyStream.prototype, new ReadableStream(), LazyStream.realOf);
  const probe = new LazyStream(() => new ReadableStream());
  try {
    const init = { method: "POST", body: probe, duplex: "half" } as unknown as RequestInit;
    return (new Request("http://localhost/", init).body as unknown) === probe && !LazyStream.isMade(probe);
  } catch {
    return false;
  }
}
