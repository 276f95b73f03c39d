/** One event and result after the other: the cost of an adapter on AWS Lambda, without a server. */
import type { EventName } from "./_events-of-lambda.ts";
import { requests } from "./requests.ts";
import type { Scenario } from "./scenario.ts";

const events: Readonly<Record<EventName, string>> = {
  v2: "HTTP API (v2)",
  v1: "REST API (v1)",
  alb: "load balancer (ALB)",
};

export const lambda: readonly Scenario[] = (Object.keys(events) as EventName[]).flatMap((event) => [
  scenario(event, "text", "small text", "A browser's request, answered with 18 bytes of text."),
  // A load balancer accepts at most 1 MiB of JSON, which 1 MiB in base64 exceeds.
  ...(event === "alb"
    ? []
    : [
        scenario(event, "whole", "1 MiB in base64", "The answer is 1 MiB of bytes, in the result as base64."),
      ]),
]);

function scenario(event: EventName, id: string, title: string, says: string): Scenario {
  const { request, answer } = requests.find((one) => one.id === id)!;
  return {
    id: `lambda-${event}-${id}`,
    title: `Lambda, ${events[event]}: ${title}`,
    says: `${says} From the parsed event, a new one for each call, to the result, in a separate process.`,
    kind: "lambda",
    event,
    request,
    answer,
    metrics: ["cpuPerCall"],
    // Big results are mostly copied, and there is little to compile.
    ...(id === "whole" ? { warmUp: 0.25 } : {}),
  };
}
