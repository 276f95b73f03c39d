import { HostBody, isWhole, type HeaderList, type OpenBody } from "@tsgi/core";
import type { Head } from "@tsgi/core/server";
import type { ResponseOwner } from "./response-owner.ts";
import type { FetchTransport } from "../_transport.ts";
import { peek } from "./peek.ts";
import { byteReaderOf, initOf, ofLength, sizesStreams } from "../_response.ts";

/** The body of a Response. A fetch host may send it unread; any other server reads it. */
export class ResponseBody extends HostBody implements ResponseOwner {
  readonly #response: Response;
  readonly #list: HeaderList;
  readonly #transport: FetchTransport<unknown>;
  readonly #copies: boolean;

  /** @param list the fields that were passed to startResponse */
  constructor(response: Response, list: HeaderList, transport: FetchTransport<unknown>) {
    super();
    this.#response = response;
    this.#list = list;
    this.#transport = transport;
    this.#copies = transport.host.forgetsBodies === true;
  }

  override get mayBeWhole(): boolean {
    return true;
  }

  responseOf(head: Head): Response | undefined {
    if (this.#holds(head)) return this.#sized(head);
    return head.bodiless ? undefined : this.under(initOf(head, false));
  }

  /** Returns a Response with this body and another head. The original stays intact: an application may return it again. */
  under(init: ResponseInit): Response {
    if (!this.#copies || init.status !== this.#response.status)
      return new Response(this.#response.body, init);
    const response = this.#response.clone();
    this.discard();
    // oxlint-disable-next-line unicorn/no-useless-spread -- deleting from the iterated list would skip fields
    for (const name of [...response.headers.keys()]) response.headers.delete(name);
    for (const [name, value] of new Headers(init.headers)) response.headers.append(name, value);
    return response;
  }

  async open(): Promise<OpenBody> {
    // Reads a copy on a host that treats a body differently once code has read from it.
    const { body } = this.#copies ? this.#response.clone() : this.#response;
    const peeked = body === null ? null : await peek(body);
    if (peeked !== null && !isWhole(peeked)) {
      if (this.#copies) this.discard();
      return { length: -1, chunks: peeked as AsyncIterableIterator<Uint8Array> };
    }
    const whole = peeked ?? "";
    const bytes = typeof whole === "string" ? new TextEncoder().encode(whole) : whole;
    if (this.#copies) this.#transport.unopened = { bytes, owner: this };
    return { length: bytes.length, chunks: chunksOf(bytes), whole: bytes };
  }

  /** Returns true if the head is still that of the response. */
  #holds({ status, fields }: Head): boolean {
    const list = this.#list;
    if (status !== this.#response.status || fields.length !== 2 * list.length) return false;
    return list.every(([name, value], i) => fields[2 * i] === name && fields[2 * i + 1] === value);
  }

  /**
   * Workers take the length of a stream from its type, and send a program's own stream in chunks whatever its head declares.
   */
  #sized(head: Head): Response {
    if (!sizesStreams || head.contentLength < 0 || head.bodiless) return this.#response;
    const { body } = this.#response;
    if (body === null) return this.#response;
    if (this.#response.headers.has("content-encoding")) return this.#response; // its bytes may be decoded in transit
    const reader = byteReaderOf(body);
    reader?.releaseLock();
    if (reader !== undefined || body.locked) return this.#response;
    return new Response(ofLength(body, head.contentLength), initOf(head, false));
  }

  override discard(): void {
    // A locked stream belongs to other code, which gets the error.
    this.#response.body?.cancel().catch(() => {});
  }
}

async function* chunksOf(whole: Uint8Array): AsyncGenerator<Uint8Array> {
  if (whole.length > 0) yield whole;
}
