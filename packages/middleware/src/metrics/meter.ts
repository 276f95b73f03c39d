import type { Attributes } from "./attributes.ts";
import type { Check } from "../shared/options.ts";

interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
  readonly advice?: { explicitBucketBoundaries: number[] };
}

/** The part of a Meter of `@opentelemetry/api` that is used here. */
export interface Meter {
  createHistogram(
    name: string,
    options: InstrumentOptions,
  ): { record(value: number, attributes: Attributes): void };
  createUpDownCounter(
    name: string,
    options: InstrumentOptions,
  ): { add(value: number, attributes: Attributes): void };
}

export const aMeter: Check = {
  is: (value) =>
    ["createHistogram", "createUpDownCounter"].every(
      (name) => typeof (value as Record<string, unknown> | null)?.[name] === "function",
    ),
  must: "a Meter of @opentelemetry/api",
};

/** Seconds, as in the conventions. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Bytes: 0, and 100 B to 100 MB. */
const SIZES = [0, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/** The instruments that record each request. */
export interface Instruments {
  active(change: 1 | -1, request: Attributes): void;
  duration(seconds: number, all: Attributes): void;
  /** Undefined if it is unknown. */
  sizes(request: number | undefined, response: number | undefined, all: Attributes): void;
}

export function instrumentsOf(meter: Meter, withSizes: boolean): Instruments {
  const histogram = (name: string, description: string, unit: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit, advice: { explicitBucketBoundaries } });
  const size = (of: "request" | "response") =>
    withSizes
      ? histogram(`http.server.${of}.body.size`, `Size of HTTP server ${of} bodies.`, "By", SIZES)
      : undefined;
  const duration = histogram(
    "http.server.request.duration",
    "Duration of HTTP server requests.",
    "s",
    DURATIONS,
  );
  const active = meter.createUpDownCounter("http.server.active_requests", {
    description: "Number of active HTTP server requests.",
    unit: "{request}",
  });
  const [requests, responses] = [size("request"), size("response")];
  return {
    active: (change, request) => active.add(change, request),
    duration: (seconds, all) => duration.record(seconds, all),
    sizes: (request, response, all) => {
      if (request !== undefined) requests?.record(request, all);
      if (response !== undefined) responses?.record(response, all);
    },
  };
}
