import type { EncodedResponse } from "../to/encoded-response.ts";
import { fromDecodedPath, fromEncodedQuery } from "../to/escape.ts";
import { splitPath } from "../to/prefix.ts";
import type { EventConnection, EventKind, RequestParts, Shape } from "./kind.ts";
import { mostOfLambda } from "./limits.ts";
import { isMethod, isShape, protocolOf, pushFields, shapeOf, textOf, textsOf } from "./read.ts";
import { serverOf } from "./server.ts";
import { joinFields } from "./write.ts";

/** An event of payload format 2.0: API Gateway HTTP APIs and Function URLs. */
export interface V2Event {
  /** Method and path of the route that matched, `GET /users/{id}`, or `$default`. */
  readonly routeKey?: string;
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly cookies?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly stage?: string;
    readonly domainName?: string;
    readonly http: { readonly method: string; readonly protocol?: string; readonly sourceIp?: string };
  };
}

/** A result of payload format 2.0. */
export interface V2Result {
  statusCode: number;
  headers: Record<string, string>;
  cookies?: string[];
  body: string;
  isBase64Encoded: boolean;
}

/**
 * API Gateway HTTP API, payload format 2.0. Despite its name `rawPath` is decoded. It includes the stage unless that is
 * `$default`, and excludes the mapping of a custom domain.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const v2: EventKind<V2Event, V2Result> = {
  name: "v2",
  is: isV2,
  read: (event) => readV2(event, fromDecodedPath(event.rawPath)),
  fields: fieldsV2,
  connection: connectionV2,
  write: writeV2,
  mostBytes: mostOfLambda,
  prelude: preludeV2,
};

export function isV2(event: Shape): boolean {
  const context = event["requestContext"];
  return (
    typeof event["rawPath"] === "string" &&
    isShape(context) &&
    isShape(context["http"]) &&
    isMethod(context["http"]["method"])
  );
}

/** @param path encoded */
export function readV2(
  { routeKey, rawQueryString, pathParameters, body, isBase64Encoded, requestContext }: V2Event,
  path: string,
): RequestParts {
  return {
    method: requestContext.http.method,
    ...splitPath(path, {
      template: textOf(routeKey),
      variables: shapeOf(pathParameters),
      stage: textOf(requestContext.stage),
    }),
    query: fromEncodedQuery(textOf(rawQueryString)),
    body,
    isBase64: isBase64Encoded === true,
  };
}

/** Returns the header fields. Cookies are in a separate list, and in some events in `headers` as well. */
export function fieldsV2({ headers, cookies }: V2Event): string[] {
  const list: string[] = [];
  const texts = textsOf(cookies);
  if (texts.length === 0) {
    pushFields(list, headers);
  } else {
    pushFields(list, headers, "cookie");
    list.push("cookie", texts.join("; "));
  }
  return list;
}

export function connectionV2({ requestContext }: V2Event, fields: readonly string[]): EventConnection {
  return {
    protocol: protocolOf(requestContext.http.protocol),
    ...serverOf(requestContext.domainName, fields),
    remoteAddress: textOf(requestContext.http.sourceIp),
    remotePort: 0,
  };
}

export function writeV2({ status, fields, body, isBase64 }: EncodedResponse): V2Result {
  const { headers, cookies } = joinFields(fields);
  if (cookies === undefined) return { statusCode: status, headers, body, isBase64Encoded: isBase64 };
  return { statusCode: status, headers, cookies, body, isBase64Encoded: isBase64 };
}

export function preludeV2(status: number, fields: readonly string[]): object {
  return { statusCode: status, ...joinFields(fields) };
}
