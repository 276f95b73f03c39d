import type { EncodedResponse } from "../to/encoded-response.ts";

/** The name of an event kind. */
export type EventName = "v1" | "v2" | "url" | "alb" | "alb-multi" | "lattice1" | "lattice2" | "edge";

/** An event whose kind is not known yet: any object. */
export type Shape = Readonly<Record<string, unknown>>;

/** The parts of every request. */
export interface RequestParts {
  readonly method: string;
  /** Stage or base path, encoded: `""` or `/x`. */
  readonly prefix: string;
  /** The rest of the path, encoded. */
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly isBase64: boolean;
  /** True if the service has truncated the body. */
  readonly isTruncated?: boolean;
  /** True if the service passes no body, even if the request has one. */
  readonly isAbsent?: boolean;
}

/** Facts about the client's connection, read on demand. */
export interface EventConnection {
  readonly protocol: string;
  readonly scheme: "http" | "https";
  readonly serverName: string;
  readonly serverPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/**
 * One way in which HTTP reaches Lambda. Events may be incomplete: `is` checks the members that `read` requires; any other
 * member that is missing or of another type counts as absent.
 */
export interface EventKind<Event = never, Result = unknown> {
  readonly name: EventName;
  /** Recognises an event by its own shape, never by text that a client sent. */
  is(event: Shape): boolean;
  read(event: Event): RequestParts;
  /** Returns the request's header fields as a flat list. */
  fields(event: Event): string[];
  connection(event: Event, fields: readonly string[]): EventConnection;
  /** Returns the result in the form that the service reads; calls `tell` with a warning if it cannot contain everything. */
  write(response: EncodedResponse, event: Event, tell: (text: string) => void): Result;
  /** Returns the maximum size of a result, in bytes of JSON. */
  mostBytes(event: Event): number;
  /** Returns the metadata at the beginning of a streamed response. Absent if the service does not stream. */
  prelude?(status: number, fields: readonly string[]): object;
}
