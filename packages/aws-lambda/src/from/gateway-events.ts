import { findField } from "../to/field.ts";
import {
  bodyOf,
  groupsOf,
  joined,
  last,
  listed,
  parametersOf,
  textOrBytes,
  unescape,
  type EventRequest,
} from "./event-request.ts";

/** Makes an event of a REST API on API Gateway's own domain: the client's path begins with the stage. */
export function v1Event(request: EventRequest): object {
  const { environ, fields, body } = request;
  const headers = groupsOf(request, true);
  // A REST API does not pass it on.
  for (const name of headers.keys()) if (name.toLowerCase() === "content-length") headers.delete(name);
  const parameters = parametersOf(request, true);
  const hasParameters = parameters.size > 0;
  // For the stage's root a REST API passes a slash, whether the client sent one or not.
  const path = environ.pathInfo || "/";
  const now = new Date();
  const text = textOrBytes(body);
  return {
    resource: "/{proxy+}",
    path,
    httpMethod: environ.method,
    headers: last(headers),
    multiValueHeaders: listed(headers),
    queryStringParameters: hasParameters ? last(parameters) : null,
    multiValueQueryStringParameters: hasParameters ? listed(parameters) : null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: "123456789012",
      apiId: "local",
      domainName: environ.serverName,
      domainPrefix: "local",
      httpMethod: environ.method,
      identity: { sourceIp: environ.remoteAddress, userAgent: findField(fields, "user-agent") ?? null },
      path: request.path || "/",
      protocol: environ.protocol,
      requestId: request.id,
      requestTime: logTime(now),
      requestTimeEpoch: now.getTime(),
      resourcePath: "/{proxy+}",
      stage: request.stage,
    },
    body: body.length > 0 ? text.body : null,
    isBase64Encoded: text.isBase64Encoded,
  };
}

/** Makes an event of an HTTP API: the path is decoded, and keeps the stage. */
export function v2Event(request: EventRequest): object {
  return payload2(request, unescape(request.path), request.environ.serverName);
}

/** Makes an event of a Function URL: the path stays encoded as sent. */
export function urlEvent(request: EventRequest): object {
  return payload2(request, request.path, "local.lambda-url.us-east-1.on.aws");
}

function payload2(request: EventRequest, rawPath: string, domainName: string): object {
  const { environ, fields } = request;
  const { body, isBase64Encoded } = bodyOf(request);
  const headers = groupsOf(request);
  const cookies = headers.get("cookie")?.flatMap((value) => value.split(/; */));
  headers.delete("cookie");
  const now = new Date();
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: environ.queryString,
    ...(cookies === undefined ? {} : { cookies }),
    headers: joined(headers, ", "),
    ...(environ.queryString === ""
      ? {}
      : { queryStringParameters: joined(parametersOf(request, true), ",") }),
    requestContext: {
      accountId: "123456789012",
      apiId: "local",
      domainName,
      domainPrefix: "local",
      http: {
        method: environ.method,
        path: rawPath,
        protocol: environ.protocol,
        sourceIp: environ.remoteAddress,
        userAgent: findField(fields, "user-agent") ?? "",
      },
      requestId: request.id,
      routeKey: "$default",
      stage: request.stage,
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body.length > 0 ? { body } : {}),
    isBase64Encoded,
  };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Formats a time as access logs do: `12/Mar/2026:19:03:58 +0000`. */
function logTime(date: Date): string {
  const iso = date.toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[date.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
