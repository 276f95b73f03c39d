import { TsgiError } from "@tsgi/core";
import { TSGI_HEAD_LATE } from "@tsgi/core/errors";
import { fromBase64Url, randomBytes, toBase64Url } from "../shared/base64url.ts";
import type { SessionRecord } from "./record.ts";
import { timingSafeEqual } from "../shared/timing-safe.ts";

/** The session of one client. Values must be serializable as JSON. */
export interface Session {
  /** True if the client did not send a valid one. */
  readonly isNew: boolean;
  get<T = unknown>(name: string): T | undefined;
  /** @throws TSGI_HEAD_LATE once the response has begun, like every method that changes a session */
  set(name: string, value: unknown): void;
  delete(name: string): void;
  /**
   * Ends the session: its values and its cookie are deleted. Values that are set afterwards begin a new session with a new
   * id.
   */
  clear(): void;
  /**
   * Changes the id of the session and invalidates the old one: call it after every login, so that an attacker who knew the
   * old id is not logged in.
   */
  regenerate(): void;
  /** Returns a token for a form, another one each time (against BREACH); {@link Session.isCsrfToken} verifies it. */
  csrfToken(): string;
  isCsrfToken(token: string): boolean;
}

const SECRET = 32;

export class SessionState implements Session {
  readonly isNew: boolean;
  /** True if the session must be saved. */
  changed = false;
  ended = false;
  renewed = false;
  #values: Map<string, unknown>;
  #csrf: string | undefined;
  #closed = false;

  constructor(record: SessionRecord | undefined) {
    this.isNew = record === undefined;
    this.#values = new Map(record?.values);
    this.#csrf = record?.csrf;
  }

  get<T = unknown>(name: string): T | undefined {
    return this.#values.get(name) as T | undefined;
  }

  set(name: string, value: unknown): void {
    this.#change();
    this.#values.set(name, value);
  }

  delete(name: string): void {
    if (this.#values.has(name)) this.#change();
    this.#values.delete(name);
  }

  clear(): void {
    this.#change();
    this.#values = new Map();
    this.#csrf = undefined;
    this.ended = true;
    this.renewed = true;
  }

  regenerate(): void {
    this.#change();
    this.renewed = true;
    this.#csrf = undefined;
  }

  csrfToken(): string {
    if (this.#csrf === undefined) {
      this.#change();
      this.#csrf = toBase64Url(randomBytes(SECRET));
    }
    const mask = randomBytes(SECRET);
    const token = new Uint8Array(SECRET * 2);
    token.set(mask);
    token.set(xor(mask, fromBase64Url(this.#csrf)!), SECRET);
    return toBase64Url(token);
  }

  isCsrfToken(token: string): boolean {
    const bytes = fromBase64Url(token);
    if (this.#csrf === undefined || bytes?.length !== SECRET * 2) return false;
    return timingSafeEqual(toBase64Url(xor(bytes.subarray(0, SECRET), bytes.subarray(SECRET))), this.#csrf);
  }

  /** Forbids further changes. */
  close(expires: number): SessionRecord {
    this.#closed = true;
    return { expires, values: [...this.#values], csrf: this.#csrf };
  }

  #change(): void {
    if (this.#closed) throw new TsgiError(TSGI_HEAD_LATE, "the session");
    this.changed = true;
    this.ended = false;
  }
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]!);
}
