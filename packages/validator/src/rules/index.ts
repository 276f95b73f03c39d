import type { Rule, Topic } from "../rule.ts";
import { body } from "./body.ts";
import { call } from "./call.ts";
import { environ } from "./environ.ts";
import { iteration } from "./iteration.ts";
import { requestHeaders } from "./request-headers.ts";
import { responseHeaders } from "./response-headers.ts";
import { serverInfo } from "./server-info.ts";
import { start } from "./start.ts";
import { streams } from "./streams.ts";

/** Every rule, by topic, in the order of a request. docs/spec.md is made of them. */
export const topics: readonly Topic[] = [
  call,
  environ,
  requestHeaders,
  serverInfo,
  streams,
  start,
  responseHeaders,
  body,
  iteration,
];

/** Every rule. */
export const rules: readonly Rule[] = topics.flatMap((topic) => topic.rules);
