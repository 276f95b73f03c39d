import { lazyInherit } from "./lazy-inherit.ts";

/** Whether a stream was read from or cancelled: how Node's own modules ask each other. */
const DISTURBED: unique symbol = /* @__PURE__ */ Symbol.for("nodejs.stream.disturbed") as never;

/** Stands for a ReadableStream that is made when somebody looks into it: to make one costs more than to read a small body. */
class LazyStream {
  readonly #make: () => ReadableStream<Uint8Array>;
  #real: ReadableStream<Uint8Array> | undefined = undefined;

  static isMade(stream: LazyStream): boolean {
    return stream.#real !== undefined;
  }
  static realOf(stream: LazyStream): ReadableStream<Uint8Array> {
    return (stream.#real ??= stream.#make());
  }
  /** The stream that one of this class stands for, any other as it is. */
  static unwrap(stream: object): object {
    return #make in stream ? LazyStream.realOf(stream) : stream;
  }

  constructor(make: () => ReadableStream<Uint8Array>) {
    this.#make = make;
  }

  // What a Request asks of the body that it is given.
  get locked(): boolean {
    return this.#real?.locked ?? false;
  }
  get [DISTURBED](): boolean {
    return this.#real !== undefined && (this.#real as { [DISTURBED]?: boolean })[DISTURBED] === true;
  }
}

let isTaken: boolean | undefined;

/** A stream for the body of a Request, made when it is first looked into where the platform lets that wait. */
export function lazyStream(make: () => ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  isTaken ??= prepare();
  return isTaken ? (new LazyStream(make) as unknown as ReadableStream<Uint8Array>) : make();
}

/** The platform's own stream of a body, see {@link lazyStream}. */
export function madeStream<T extends ReadableStream | null>(stream: T): T {
  return stream === null ? stream : (LazyStream.unwrap(stream) as T);
}

/** Not done on import: a bundle may need none. */
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
