import type { HeaderList } from "@tsgi/core";
import type { ResponseSoFar } from "./rule.ts";

/** Records the facts about one response that the rules need. */
export class Trace implements ResponseSoFar {
  readonly method: string;
  readonly #buffered: boolean;
  starts = 0;
  status: number | undefined = undefined;
  headers: HeaderList | undefined = undefined;
  declared: number | undefined = undefined;
  thrownBack: { readonly error: unknown } | undefined = undefined;
  bytes = 0;
  smallChunks = 0;
  pulling = false;
  iterations = 0;
  closes = 0;
  ended = false;

  constructor(method: string, buffered: boolean) {
    this.method = method;
    this.#buffered = buffered;
  }

  get sent(): boolean {
    return this.bytes > 0 && !this.#buffered;
  }

  /** The server accepted a head. */
  started(status: number, headers: HeaderList): void {
    this.status = status;
    this.headers = headers;
    const length = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
    this.declared = length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
  }

  /** The server received a chunk of this many bytes. */
  took(size: number): void {
    this.bytes += size;
    if (size > 0 && size < 16) this.smallChunks++;
  }
}
