import { statusOf, titleOf } from "./_failure.ts";
import { findJoined } from "./_fields.ts";
import { Head } from "./_head.ts";
import { Lifetime } from "./_lifetime.ts";
import { BodySource } from "./_source.ts";
import { isBytes } from "./_values.ts";
import type { Connection } from "./connection.ts";
import { isHostBody, type HostBody } from "./host-body.ts";
import type { Input } from "./input.ts";
import type { Chunk } from "./types.ts";

/** What a host gives to an exchange: its knowledge of the connection, and its ways to send. */
export abstract class HostPart extends Lifetime implements Connection {
  abstract readonly target: string;
  abstract readonly protocol: string;
  abstract readonly scheme: "http" | "https";
  abstract readonly serverName: string;
  abstract readonly serverPort: number;
  abstract readonly remoteAddress: string;
  abstract readonly remotePort: number;
  abstract readonly input: Input;

  /** The request's header fields as a flat list, for an Environ that was made without one: built when first asked for. */
  get fields(): readonly string[] {
    return [];
  }

  /** One header field of the request, duplicates joined; a host may have a shorter way to it. `key` is in lower case. */
  field(key: string): string | undefined {
    return findJoined(this.fields, key);
  }

  /** True for a HEAD request, as the client sent it. */
  protected abstract readonly isHead: boolean;
  /**
   * True where the host finds out the length of a whole body by itself: it is counted then only where something depends on
   * it, and the head comes to sendWhole() without.
   */
  protected get framesWhole(): boolean {
    return false;
  }
  /** False where the host sends a stream without the length that was declared: HEAD does not tell it either then. */
  protected get keepsStreamLength(): boolean {
    return true;
  }
  /** Bytes of a string in UTF-8. */
  protected abstract byteLength(text: string): number;
  /** Sends head and body, and ends. The head holds the right Content-Length, or none where none may be. */
  protected abstract sendWhole(head: Head, body: Chunk | null): void;
  /**
   * Sends head and stream by the host's own means, and ends; false when the stream is to be read and sent by write().
   * Absent where the host has no such means.
   */
  protected sendReadable?(head: Head, stream: ReadableStream<Uint8Array>): boolean;
  /**
   * For a body that answers by itself on the host's own objects: gives what answers, and what is to see to all that may
   * go wrong. Undefined when the body is like any other. Absent where the host has no such bodies.
   */
  protected takeOver?(body: HostBody): (() => void) | undefined;
  /**
   * Sends head and body by means that belong to this host and this kind of body, under HEAD too; false when the body is to
   * be opened. Absent where the host has no such means.
   */
  protected sendHostBody?(head: Head, body: HostBody): boolean;
  /** Sends the head of a body that follows by write() and end(). */
  protected abstract openStream(head: Head): void;
  /** Sends a chunk; false when the host wants no more until drained. */
  protected abstract write(chunk: Chunk): boolean;
  /** Sends on what write() may still hold; false when that takes the host's next turn. */
  protected abstract flush(): boolean;
  /** Calls back once when the host takes more. */
  protected abstract drained(resume: () => void): void;
  /** Lets the host do other work, then calls back. */
  protected abstract yieldTurn(resume: () => void): void;
  /** Ends a streamed response cleanly. */
  protected abstract end(): void;
  /** Breaks off a response whose head is out, so that the client can tell. */
  protected abstract reset(): void;

  /**
   * What becomes of an error before the head: here the plain answer of a bare server, without details. A host that has
   * error handling of its own hands the error there instead.
   */
  protected failBeforeHead(error: unknown): void {
    const status = statusOf(error);
    if (status >= 500) this.log(error);
    this.sendTitle(status);
  }

  /** A whole answer that tells its status and nothing else. */
  protected sendTitle(status: number): void {
    const text = titleOf(status);
    const head = new Head(status, [["content-type", "text/plain; charset=utf-8"]]);
    head.setLength(text.length);
    this.sendWhole(head, this.isHead ? null : text);
  }

  /** The response was decided without this body: it is closed unread. */
  protected discard(body: unknown): void {
    if (typeof body !== "object" || body === null || Array.isArray(body) || isBytes(body)) return;
    if (isHostBody(body)) return body.discard();
    new BodySource(body).close((error) => this.report(error));
  }
}
