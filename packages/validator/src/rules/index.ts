import type { Rule, Topic } from "../rule.ts";
import { bodyRules } from "./body.ts";
import { callRules } from "./call.ts";
import { environRules } from "./environ.ts";
import { iterationRules } from "./iteration.ts";
import { requestHeaderRules } from "./request-headers.ts";
import { responseHeaderRules } from "./response-headers.ts";
import { serverInfoRules } from "./server-info.ts";
import { startRules } from "./start.ts";
import { streamRules } from "./streams.ts";

/** Every rule, by topic, in the order of a request. docs/spec.md is generated from them. */
export const topics: readonly Topic[] = [
  callRules,
  environRules,
  requestHeaderRules,
  serverInfoRules,
  streamRules,
  startRules,
  responseHeaderRules,
  bodyRules,
  iterationRules,
];

/** Every rule. */
export const rules: readonly Rule[] = topics.flatMap((topic) => topic.rules);
