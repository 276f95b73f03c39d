import type { EventKind } from "./kind.ts";
import { mostOfLambda } from "./limits.ts";
import { isMethod, isShape, shapeOf } from "./read.ts";
import {
  connectionLattice,
  fieldsLattice,
  readLattice,
  writeLattice,
  type LatticeResult,
} from "./lattice1.ts";

/** An event of VPC Lattice, structure version V2. */
export interface Lattice2Event {
  readonly path: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, readonly string[] | string | undefined>> | null;
  readonly queryStringParameters?: Readonly<Record<string, readonly string[] | string | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly serviceArn?: string; readonly serviceNetworkArn?: string };
}

/** VPC Lattice, event structure V2: headers and queries are lists of values. */
export const lattice2: EventKind<Lattice2Event, LatticeResult> = {
  name: "lattice2",
  is(event) {
    const context = event["requestContext"];
    return (
      typeof event["path"] === "string" &&
      isMethod(event["method"]) &&
      isShape(context) &&
      (typeof context["serviceArn"] === "string" || typeof context["serviceNetworkArn"] === "string")
    );
  },
  read: (event) =>
    readLattice(
      event.method,
      event.path,
      shapeOf(event.queryStringParameters),
      event.body,
      event.isBase64Encoded,
    ),
  fields: fieldsLattice,
  connection: connectionLattice,
  write: writeLattice,
  mostBytes: mostOfLambda,
};
