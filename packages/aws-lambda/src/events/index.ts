import { TsgiError } from "@tsgi/core";
import { TSGI_EVENT_UNKNOWN } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import type { EventKind, Shape } from "./kind.ts";
import { isShape, shapeOf } from "./read.ts";
import { alb } from "./alb.ts";
import { albMulti } from "./alb-multi.ts";
import { edge } from "./edge.ts";
import { lattice1 } from "./lattice1.ts";
import { lattice2 } from "./lattice2.ts";
import { url } from "./url.ts";
import { v1 } from "./v1.ts";
import { v2 } from "./v2.ts";

/**
 * Every event kind. The first one that recognises an event handles it: of two similar kinds the more specific one comes
 * first.
 */
export const eventKinds: readonly EventKind[] = [url, v2, albMulti, alb, v1, lattice2, lattice1, edge];

/** Maximum keys of an unknown event that its error shows. */
const MOST_KEYS = 16;

/** @throws TSGI_EVENT_UNKNOWN, with the keys of the event */
export function kindOf(event: unknown): EventKind {
  if (isShape(event)) {
    const seen = otherThanRequest(event);
    if (seen !== undefined) throw new TsgiError(TSGI_EVENT_UNKNOWN, seen);
    for (const kind of eventKinds) if (kind.is(event)) return kind;
    const keys = Object.keys(event).slice(0, MOST_KEYS).map(show).join(", ");
    throw new TsgiError(TSGI_EVENT_UNKNOWN, keys === "" ? "it has no keys" : `its keys are ${keys}`);
  }
  throw new TsgiError(TSGI_EVENT_UNKNOWN, show(event));
}

/** Describes an event of API Gateway that has the shape of a request but expects another kind of result. */
function otherThanRequest(event: Shape): string | undefined {
  const isForAuthorizer =
    event["type"] === "REQUEST" ||
    typeof event["methodArn"] === "string" ||
    typeof event["routeArn"] === "string";
  if (isForAuthorizer) return "it is the event of an authorizer: use a separate function for that";
  const { connectionId } = shapeOf(event["requestContext"]);
  if (typeof connectionId === "string")
    return "it is the event of a WebSocket API: use a separate function for that";
  return undefined;
}
