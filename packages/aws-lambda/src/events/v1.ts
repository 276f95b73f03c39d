import type { EncodedResponse } from "../to/encoded-response.ts";
import { encodeParameter, fromDecodedPath, fromEncodedPath } from "../to/escape.ts";
import { splitGatewayPath } from "../to/prefix.ts";
import type { EventKind, RequestParts, Shape } from "./kind.ts";
import { mostOfLambda } from "./limits.ts";
import {
  isMethod,
  isShape,
  protocolOf,
  pushFields,
  pushOtherFields,
  queryOf,
  shapeOf,
  textOf,
} from "./read.ts";
import { serverOf } from "./server.ts";
import { groupFields } from "./write.ts";

/** An event of payload format 1.0: API Gateway REST APIs, and HTTP APIs that are configured for it. */
export interface V1Event {
  /** `1.0` on HTTP APIs; REST APIs have none. */
  readonly version?: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly resource?: string;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly path?: string;
    readonly stage?: string;
    readonly protocol?: string | null;
    readonly domainName?: string | undefined;
    readonly identity?: { readonly sourceIp?: string | null } | null;
  };
}

/** A result of payload format 1.0. API Gateway sends a 502 if it has a member with any other name. */
export interface V1Result {
  statusCode: number;
  headers: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
  isBase64Encoded: boolean;
}

/**
 * API Gateway REST API, payload format 1.0. The path is encoded, but decoded from an HTTP API; queries are decoded.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export const v1: EventKind<V1Event, V1Result> = {
  name: "v1",
  is: (event) =>
    isMethod(event["httpMethod"]) &&
    typeof event["path"] === "string" &&
    isShape(event["requestContext"]) &&
    event["requestContext"]["elb"] === undefined,
  read: readV1,
  fields({ headers, multiValueHeaders }) {
    const list: string[] = [];
    const multi = shapeOf(multiValueHeaders);
    pushFields(list, multi);
    pushOtherFields(list, shapeOf(headers), multi);
    return list;
  },
  connection: ({ requestContext }, fields) => ({
    protocol: protocolOf(requestContext.protocol),
    ...serverOf(requestContext.domainName, fields),
    remoteAddress: textOf(shapeOf(requestContext.identity)["sourceIp"]),
    remotePort: 0,
  }),
  write: ({ status, fields, body, isBase64 }: EncodedResponse) => ({
    statusCode: status,
    ...splitFields(fields),
    body,
    isBase64Encoded: isBase64,
  }),
  mostBytes: mostOfLambda,
  prelude: (status, fields) => ({ statusCode: status, ...splitFields(fields) }),
};

function readV1(event: V1Event): RequestParts {
  const { requestContext } = event;
  const encode = event.version === "1.0" ? fromDecodedPath : fromEncodedPath;
  const path = encode(event.path);
  return {
    method: event.httpMethod,
    ...splitGatewayPath({
      path,
      fullPath: encode(textOf(requestContext.path)) || path,
      stage: textOf(requestContext.stage),
      template: textOf(event.resource),
      variables: shapeOf(event.pathParameters),
    }),
    query: queryV1(shapeOf(event.multiValueQueryStringParameters), shapeOf(event.queryStringParameters)),
    body: event.body,
    isBase64: event.isBase64Encoded === true,
  };
}

function queryV1(multi: Shape, single: Shape): string {
  for (const _ in multi) return queryOf(multi, encodeParameter);
  return queryOf(single, encodeParameter);
}

/** Puts each name into only one of the two maps: API Gateway would send it twice. */
function splitFields(fields: readonly string[]): Pick<V1Result, "headers" | "multiValueHeaders"> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  let multiValueHeaders: Record<string, string[]> | undefined;
  const groups = groupFields(fields);
  for (const name in groups) {
    const values = groups[name]!;
    if (values.length === 1) headers[name] = values[0]!;
    else (multiValueHeaders ??= Object.create(null) as Record<string, string[]>)[name] = values;
  }
  return multiValueHeaders === undefined ? { headers } : { headers, multiValueHeaders };
}
