import type { EncodedResponse } from "../to/encoded-response.ts";
import { encodeEitherParameter, fromEitherPath, fromEncodedQuery } from "../to/escape.ts";
import type { EventConnection, EventKind, RequestParts, Shape } from "./kind.ts";
import { mostOfLambda } from "./limits.ts";
import { isMethod, pushFields, queryOf, shapeOf } from "./read.ts";
import { hostName } from "./server.ts";
import { joinFields } from "./write.ts";

/** An event of VPC Lattice, structure version V1. */
export interface Lattice1Event {
  readonly raw_path: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly query_string_parameters?: Readonly<Record<string, string | undefined>> | null;
  readonly body?: string | null;
  readonly is_base64_encoded?: boolean;
}

/** A result for VPC Lattice, of either version. Several cookies are a list. */
export interface LatticeResult {
  statusCode: number;
  headers: Record<string, string | string[]>;
  body: string;
  isBase64Encoded: boolean;
}

/**
 * VPC Lattice, event structure V1. If a name repeats in the query, it keeps the last value.
 *
 * https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
 */
export const lattice1: EventKind<Lattice1Event, LatticeResult> = {
  name: "lattice1",
  is: (event) => typeof event["raw_path"] === "string" && isMethod(event["method"]),
  read: (event) =>
    readLattice(
      event.method,
      event.raw_path,
      shapeOf(event.query_string_parameters),
      event.body,
      event.is_base64_encoded,
    ),
  fields: fieldsLattice,
  connection: connectionLattice,
  write: writeLattice,
  mostBytes: mostOfLambda,
};

/**
 * Reads a request. It is not documented whether path and query are decoded: encoded sequences stay unchanged, and characters
 * that cannot be sent are encoded.
 */
export function readLattice(
  method: string,
  target: string,
  parameters: Shape,
  body: unknown,
  isBase64: unknown,
): RequestParts {
  const mark = target.indexOf("?");
  return {
    method,
    prefix: "",
    path: fromEitherPath(mark < 0 ? target : target.slice(0, mark)),
    query: mark < 0 ? queryOf(parameters, encodeEitherParameter) : fromEncodedQuery(target.slice(mark + 1)),
    body,
    isBase64: isBase64 === true,
  };
}

export function fieldsLattice({ headers }: { readonly headers?: Shape | null }): string[] {
  const list: string[] = [];
  pushFields(list, headers);
  return list;
}

/** Returns the connection. The event contains neither peer nor scheme, and headers about them may come from the client. */
export function connectionLattice(_event: unknown, fields: readonly string[]): EventConnection {
  return {
    protocol: "HTTP/1.1",
    scheme: "https",
    serverName: hostName(fields),
    serverPort: 443,
    remoteAddress: "",
    remotePort: 0,
  };
}

export function writeLattice({ status, fields, body, isBase64 }: EncodedResponse): LatticeResult {
  const joined = joinFields(fields);
  const headers: Record<string, string | string[]> = joined.headers;
  if (joined.cookies !== undefined) {
    headers["set-cookie"] = joined.cookies.length === 1 ? joined.cookies[0]! : joined.cookies;
  }
  return { statusCode: status, headers, body, isBase64Encoded: isBase64 };
}
