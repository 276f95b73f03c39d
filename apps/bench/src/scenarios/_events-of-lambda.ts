/** Converts requests to Lambda events, after the examples in AWS's documentation. */
import type { ScenarioRequest } from "./scenario.ts";

/** `v2` and `v1` are API Gateway's payload formats, of an HTTP API and of a REST API; `alb` is a load balancer's. */
export type EventName = "v2" | "v1" | "alb";

const HOST = "abc.execute-api.eu-west-1.amazonaws.com";
const ADDRESS = "203.0.113.7";
const forwarded = {
  host: HOST,
  "x-forwarded-for": ADDRESS,
  "x-forwarded-port": "443",
  "x-forwarded-proto": "https",
};
const api = { accountId: "123456789012", apiId: "abc", domainName: HOST, domainPrefix: "abc" };

/** Returns the event of a request without query and body. */
export function eventOf(name: EventName, request: ScenarioRequest): object {
  return { v2, v1, alb }[name](request);
}

function v2({ method, path, headers }: ScenarioRequest): object {
  const { cookie, ...others } = headers;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: "",
    ...(cookie === undefined ? {} : { cookies: cookie.split("; ") }),
    headers: { ...others, ...forwarded },
    requestContext: {
      ...api,
      http: { method, path, protocol: "HTTP/1.1", sourceIp: ADDRESS, userAgent: headers["user-agent"] },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "$default",
      stage: "$default",
      time: "12/Mar/2026:19:03:58 +0000",
      timeEpoch: 1_773_342_238_000,
    },
    isBase64Encoded: false,
  };
}

function v1({ method, path, headers }: ScenarioRequest): object {
  const all = { ...headers, ...forwarded };
  return {
    resource: "/{proxy+}",
    path,
    httpMethod: method,
    headers: all,
    multiValueHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      ...api,
      httpMethod: method,
      identity: { sourceIp: ADDRESS, userAgent: headers["user-agent"] },
      path: `/stage${path}`,
      protocol: "HTTP/1.1",
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      requestTime: "12/Mar/2026:19:03:58 +0000",
      requestTimeEpoch: 1_773_342_238_000,
      resourceId: "123456",
      resourcePath: "/{proxy+}",
      stage: "stage",
    },
    body: null,
    isBase64Encoded: false,
  };
}

function alb({ method, path, headers }: ScenarioRequest): object {
  const targetGroupArn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/b";
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: method,
    path,
    queryStringParameters: {},
    headers: { ...headers, ...forwarded },
    body: "",
    isBase64Encoded: false,
  };
}
