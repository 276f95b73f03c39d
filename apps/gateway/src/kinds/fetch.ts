import type { Application } from "@tsgi/core";
import { fromFetch } from "@tsgi/fetch";
import { answerRequest } from "./_answer-request.ts";

/** The sample as a handler of Request and Response. */
export const app: Application = fromFetch((request) => answerRequest("fetch", request));
