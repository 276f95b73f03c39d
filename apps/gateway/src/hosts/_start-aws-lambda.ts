import { serveLocally } from "@tsgi/aws-lambda/local";
import { streamHandler } from "./aws-lambda.ts";
import type { Start } from "./_start.ts";

/** The function as it is deployed, behind HTTP on this machine: each request becomes the event of a Function URL. */
export const start: Start = (options) => serveLocally(streamHandler, { ...options, event: "url" });
