import type { EventName } from "./_events-of-lambda.ts";
import type { MetricId } from "../results/metrics.ts";

/** The request that every contestant of a scenario gets, and the response it must send. */
export interface Scenario {
  /** Unique, in kebab case: the key of its results. */
  readonly id: string;
  /** Title in the report. */
  readonly title: string;
  /** Description in a sentence or two. */
  readonly says: string;
  /** The measurement: see measure/index.ts. */
  readonly kind: "requests" | "events" | "growth" | "lambda" | "cold-node" | "cold-lambda" | "size";
  /** On Lambda, the kind of event for the request. */
  readonly event?: EventName;
  /** Steps of a scenario about growth, one per column. */
  readonly steps?: readonly Step[];
  readonly request: ScenarioRequest;
  readonly answer: Answer;
  /** Share of the plan's warm-up, if few requests are enough. Default: 1. */
  readonly warmUp?: number;
  /** Columns of its table; the chart shows the first, and rows are sorted by it. */
  readonly metrics: readonly MetricId[];
  /** True for one table and chart with the contestants of all groups. Default: one per group. */
  readonly isWhole?: boolean;
}

/** Returns true for scenarios under load; the others measure size, cold start or growth. */
export function isLoad({ kind }: Scenario): boolean {
  return kind === "requests" || kind === "events" || kind === "lambda";
}

/** One column of a scenario about growth. */
export interface Step {
  readonly metric: MetricId;
  readonly request: ScenarioRequest;
  readonly answer: Answer;
  /** Number of concurrent connections. Default: as in other scenarios. */
  readonly connections?: number;
}

export interface ScenarioRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Fields in addition to Host, Connection and Content-Length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The compared parts of a response. */
export interface Answer {
  readonly status: number;
  /** Content-Type, in lower case and without white space. */
  readonly type: string;
  readonly body: string | Uint8Array;
  /** True if it must be chunked, else it must have its length; `"either"` allows both, also compressed. */
  readonly isStreamed?: boolean | "either";
}
