import type { EventName } from "../events/kind.ts";
import { albEvent, albMultiEvent, edgeEvent, lattice1Event, lattice2Event } from "./balancer-events.ts";
import { urlEvent, v1Event, v2Event } from "./gateway-events.ts";
import type { EventRequest } from "./event-request.ts";

/** Functions that make the event that a service would make from the request. */
export const eventMakers: Readonly<Record<EventName, (request: EventRequest) => object>> = {
  v1: v1Event,
  v2: v2Event,
  url: urlEvent,
  alb: albEvent,
  "alb-multi": albMultiEvent,
  lattice1: lattice1Event,
  lattice2: lattice2Event,
  edge: edgeEvent,
};
