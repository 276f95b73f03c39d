import type { EventName } from "./_events-of-lambda.ts";
import type { MetricId } from "../results/metrics.ts";

/** What every contestant of a scenario is asked, and has to answer. */
export interface Scenario {
  /** Unique, in kebab case. Results are kept under it. */
  readonly id: string;
  /** As the report names it. */
  readonly title: string;
  /** What happens, in a sentence or two. */
  readonly says: string;
  /** How it is measured: see measure/index.ts. */
  readonly kind: "requests" | "events" | "growth" | "lambda" | "cold-node" | "cold-lambda" | "size";
  /** On Lambda, the event that the request comes as. */
  readonly event?: EventName;
  /** What a scenario about growth asks, column by column. */
  readonly steps?: readonly Step[];
  readonly request: ScenarioRequest;
  readonly answer: Answer;
  /** Share of the plan's warm-up, for what needs few requests to be warm. Default: 1. */
  readonly warmUp?: number;
  /** The columns of its table; the first is what its chart shows and its rows are sorted by. */
  readonly metrics: readonly MetricId[];
  /** True: one table and chart for the contestants of all groups. Default: one for each group. */
  readonly isWhole?: boolean;
}

/** True for what answers again and again; the rest is weighed, started cold, or grows. */
export function isLoad({ kind }: Scenario): boolean {
  return kind === "requests" || kind === "events" || kind === "lambda";
}

/** One column of a scenario about growth. */
export interface Step {
  readonly metric: MetricId;
  readonly request: ScenarioRequest;
  readonly answer: Answer;
  /** How many connections ask at the same time. Default: as many as in other scenarios. */
  readonly connections?: number;
}

export interface ScenarioRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Besides Host, Connection and Content-Length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What is compared of an answer. */
export interface Answer {
  readonly status: number;
  /** Content-Type, in lower case and without white space. */
  readonly type: string;
  readonly body: string | Uint8Array;
  /** True: it comes in chunks, where the others come with their length; `"either"`: as it likes, also compressed. */
  readonly isStreamed?: boolean | "either";
}
