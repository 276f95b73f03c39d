import { fromEncodedPath } from "../to/escape.ts";
import type { EventKind } from "./kind.ts";
import { mostOfLambda } from "./limits.ts";
import { shapeOf, textOf } from "./read.ts";
import {
  connectionV2,
  fieldsV2,
  isV2,
  preludeV2,
  readV2,
  writeV2,
  type V2Event,
  type V2Result,
} from "./v2.ts";

/**
 * Lambda Function URL: payload format 2.0 with an encoded `rawPath`. Its domain distinguishes it from an HTTP API.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export const url: EventKind<V2Event, V2Result> = {
  name: "url",
  is: (event) =>
    isV2(event) && textOf(shapeOf(event["requestContext"])["domainName"]).includes(".lambda-url."),
  read: (event) => readV2(event, fromEncodedPath(event.rawPath)),
  fields: fieldsV2,
  connection: connectionV2,
  write: writeV2,
  mostBytes: mostOfLambda,
  prelude: preludeV2,
};
