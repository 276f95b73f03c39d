import { once } from "node:events";
import http2 from "node:http2";
import type { Call, Fields } from "../case.ts";
import { valuesOf } from "./_bytes.ts";
import { within } from "./_deadline.ts";
import { Http2Call } from "./_http2-call.ts";
import type { Place } from "./_place.ts";

/** Maximum memory of the session, in megabytes: it may buffer an upload. */
const MEMORY = 256;

/** A client's HTTP/2 session: opened when first needed, and again after a call has closed it. */
export class Http2Session {
  readonly #place: Place;
  readonly #time: number;
  #session: http2.ClientHttp2Session | undefined = undefined;

  /** @param time maximum time of a single wait, in milliseconds */
  constructor(place: Place, time: number) {
    this.#place = place;
    this.#time = time;
  }

  /** @param upload true if the call sends the body later */
  async request(
    method: string,
    path: string,
    fields: Fields,
    data: Buffer | undefined,
    upload: boolean,
  ): Promise<Call> {
    if (this.#session?.destroyed) this.#session = undefined; // closed by a call that disconnected
    const session = (this.#session ??= await this.#open());
    const { scheme, authority } = this.#place;
    const host = valuesOf(fields, "host")[0] ?? authority;
    // A flat list keeps the order of the fields; an object would group fields of the same name.
    const head = [":method", method, ":path", path, ":scheme", scheme, ":authority", host];
    for (const [name, value] of fields) {
      if (name.toLowerCase() !== "host") head.push(name.toLowerCase(), value);
    }
    const hasBody = upload || data !== undefined;
    const stream = session.request(head, { endStream: !hasBody });
    const call = new Http2Call(stream, this.#time);
    if (data !== undefined) stream.end(data);
    return call;
  }

  destroy(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  async #open(): Promise<http2.ClientHttp2Session> {
    const { scheme, authority, ca } = this.#place;
    const session = http2.connect(`${scheme}://${authority}`, { ca, maxSessionMemory: MEMORY });
    session.on("error", () => {}); // its streams report it
    await within(this.#time, once(session, "connect"), () => "no HTTP/2 session within the time");
    return session;
  }
}
