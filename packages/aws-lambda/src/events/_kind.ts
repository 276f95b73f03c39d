import type { EncodedResponse } from "../_encoded-response.ts";

/** The name of an event kind. */
export type EventName = "v1" | "v2" | "url" | "alb" | "alb-multi" | "lattice1" | "lattice2" | "edge";

/** Any object: what an event is before it is recognised. */
export type Shape = Readonly<Record<string, unknown>>;

/** What every request is made of. */
export interface RequestParts {
  readonly method: string;
  /** Stage or base path, encoded: `""` or `/x`. */
  readonly prefix: string;
  /** The rest of the path, encoded. */
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly isBase64: boolean;
  /** The service has cut the body off. */
  readonly isTruncated?: boolean;
  /** The service hands over no body, not even of a request that has one. */
  readonly isAbsent?: boolean;
}

/** What is known of the client's connection, where it is asked for. */
export interface EventConnection {
  readonly protocol: string;
  readonly scheme: "http" | "https";
  readonly serverName: string;
  readonly serverPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/**
 * One way in which HTTP reaches Lambda. Events are not trusted to be complete: `is` looks at what `read` cannot do
 * without, and whatever else is missing or of another type counts as absent.
 */
export interface EventKind<Event = never, Result = unknown> {
  readonly name: EventName;
  /** Recognises an event by its own shape, never by what a client sent. */
  is(event: Shape): boolean;
  read(event: Event): RequestParts;
  /** The request's header fields as a flat list. */
  fields(event: Event): string[];
  connection(event: Event, fields: readonly string[]): EventConnection;
  /** The result in the form that the service reads; calls `tell` with what it cannot hold. */
  write(response: EncodedResponse, event: Event, tell: (text: string) => void): Result;
  /** Maximum length of a result, in bytes of JSON. */
  mostBytes(event: Event): number;
  /** The metadata that a streamed response begins with. Absent where the service does not stream. */
  prelude?(status: number, fields: readonly string[]): object;
}
