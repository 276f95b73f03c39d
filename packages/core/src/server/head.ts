import { show } from "../values.ts";
import {
  TSGI_HEADERS_INVALID,
  TSGI_HEADER_HOP_BY_HOP,
  TSGI_HEADER_NAME_INVALID,
  TSGI_HEADER_VALUE_INVALID,
  TSGI_STATUS_INVALID,
} from "../errors.ts";
import { TsgiError } from "../tsgi-error.ts";
import type { HeaderList } from "../message.ts";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PLAIN_VALUE = /^[\t\x20-\x7e]*$/;
const LATIN1_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const ORDINARY = 0;
const LENGTH = 1;
const HOP_BY_HOP = 2;

/** RFC 9110, 7.6.1, and PEP 3333, "Other HTTP Features". */
export const hopByHopNames: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "trailers",
  "transfer-encoding",
  "upgrade",
]);

/** Names seen before, so that each is examined once. Bounded: an application may use a client's text as a name. */
const kinds = new Map<string, number>();
const MOST_KINDS = 1024;

/** A validated response head: the arguments of startResponse, as the host sends them. */
export class Head {
  readonly status: number;
  /** Flat list: name, value, name, value. A copy. */
  readonly fields: string[];
  /** The declared Content-Length in bytes, -1 without one. */
  contentLength = -1;
  /** False if a value has characters above U+007F: a host must not encode such a head as UTF-8. */
  ascii = true;

  /** @throws the errors of {@link StartResponse} about its arguments */
  constructor(status: number, headers: HeaderList) {
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new TsgiError(TSGI_STATUS_INVALID, show(status));
    }
    if (!Array.isArray(headers)) throw new TsgiError(TSGI_HEADERS_INVALID, show(headers));
    this.status = status;
    this.fields = [];
    for (let i = 0; i < headers.length; i++) this.#add(headers[i]);
  }

  /** True for a status whose response never has a body (RFC 9110, 6.4.1 and 15.3.6). */
  get bodiless(): boolean {
    return this.status === 204 || this.status === 304 || this.status === 205;
  }

  /** Sets the length that the server has determined, unless the application declared one. */
  setLength(length: number): void {
    if (this.contentLength >= 0) return;
    this.contentLength = length;
    this.fields.push("content-length", String(length));
  }

  /** Removes a declared length: 204 and 304 have none (RFC 9110, 8.6). */
  dropLength(): void {
    if (this.contentLength < 0) return;
    this.contentLength = -1;
    const at = this.fields.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === "content-length");
    this.fields.splice(at, 2);
  }

  #add(pair: unknown): void {
    if (!Array.isArray(pair) || pair.length !== 2) throw new TsgiError(TSGI_HEADERS_INVALID, show(pair));
    const name: unknown = pair[0];
    const value: unknown = pair[1];
    if (typeof name !== "string" || typeof value !== "string") {
      throw new TsgiError(TSGI_HEADERS_INVALID, `[${show(name)}, ${typeof value}]`);
    }
    const kind = kinds.get(name) ?? examine(name);
    if (kind !== ORDINARY) this.#addSpecial(kind, name, value);
    if (!PLAIN_VALUE.test(value)) {
      // The value may be a secret: the message shows only the name.
      if (!LATIN1_VALUE.test(value)) throw new TsgiError(TSGI_HEADER_VALUE_INVALID, show(name));
      this.ascii = false;
    }
    this.fields.push(name, value);
  }

  #addSpecial(kind: number, name: string, value: string): void {
    if (kind === HOP_BY_HOP) throw new TsgiError(TSGI_HEADER_HOP_BY_HOP, show(name));
    if (this.contentLength >= 0 || !/^\d{1,15}$/.test(value)) {
      throw new TsgiError(TSGI_HEADER_VALUE_INVALID, show(name));
    }
    this.contentLength = Number(value);
  }
}

function examine(name: string): number {
  if (!TOKEN.test(name)) throw new TsgiError(TSGI_HEADER_NAME_INVALID, show(name));
  const key = name.toLowerCase();
  const kind = hopByHopNames.has(key) ? HOP_BY_HOP : key === "content-length" ? LENGTH : ORDINARY;
  if (kinds.size < MOST_KINDS) kinds.set(name, kind);
  return kind;
}
