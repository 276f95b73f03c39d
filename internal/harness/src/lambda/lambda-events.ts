/** One realistic event of each kind, after the examples of AWS's documentation: `GET /users/a%2Fb?x=1&x=2&y=%20`. */
import type { EventName, LambdaContext } from "@tsgi/aws-lambda";

export const context: LambdaContext = {
  awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  functionName: "my-function",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:my-function",
  memoryLimitInMB: "128",
  logGroupName: "/aws/lambda/my-function",
  logStreamName: "2026/11/22/[$LATEST]abc",
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 3000,
};

const v1 = {
  resource: "/{proxy+}",
  path: "/users/a%2Fb",
  httpMethod: "GET",
  headers: {
    Accept: "*/*",
    Cookie: "a=1; b=2",
    Host: "abc.execute-api.us-east-1.amazonaws.com",
    "X-List": "2",
  },
  multiValueHeaders: {
    Accept: ["*/*"],
    Cookie: ["a=1; b=2"],
    Host: ["abc.execute-api.us-east-1.amazonaws.com"],
    "X-List": ["1", "2"],
  },
  queryStringParameters: { x: "2", y: " " },
  multiValueQueryStringParameters: { x: ["1", "2"], y: [" "] },
  pathParameters: { proxy: "users/a%2Fb" },
  stageVariables: null,
  requestContext: {
    accountId: "123456789012",
    apiId: "abc",
    authorizer: { claims: { sub: "user-1" } },
    domainName: "abc.execute-api.us-east-1.amazonaws.com",
    domainPrefix: "abc",
    httpMethod: "GET",
    identity: { sourceIp: "192.0.2.1", userAgent: "curl", accountId: null },
    path: "/dev/users/a%2Fb",
    protocol: "HTTP/1.1",
    requestId: "id",
    resourceId: "r",
    resourcePath: "/{proxy+}",
    stage: "dev",
  },
  body: null,
  isBase64Encoded: false,
};

const v2 = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/dev/users/a b",
  rawQueryString: "x=1&x=2&y=%20",
  cookies: ["a=1", "b=2"],
  headers: { accept: "*/*", host: "abc.execute-api.us-east-1.amazonaws.com", "x-list": "1,2" },
  queryStringParameters: { x: "1,2", y: " " },
  requestContext: {
    accountId: "123456789012",
    apiId: "abc",
    authorizer: { jwt: { claims: { sub: "user-1" }, scopes: null } },
    domainName: "abc.execute-api.us-east-1.amazonaws.com",
    domainPrefix: "abc",
    http: {
      method: "GET",
      path: "/dev/users/a b",
      protocol: "HTTP/1.1",
      sourceIp: "192.0.2.1",
      userAgent: "curl",
    },
    requestId: "id",
    routeKey: "$default",
    stage: "dev",
    time: "22/Nov/2026:19:20:05 +0000",
    timeEpoch: 1795375205000,
  },
  isBase64Encoded: false,
};

const url = {
  ...v2,
  rawPath: "/users/a%2Fb",
  headers: { ...v2.headers, host: "abc.lambda-url.us-east-1.on.aws" },
  requestContext: {
    ...v2.requestContext,
    domainName: "abc.lambda-url.us-east-1.on.aws",
    http: { ...v2.requestContext.http, path: "/users/a%2Fb" },
    stage: "$default",
  },
};

const elb = {
  elb: { targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/b" },
};
const forwarded = {
  "x-forwarded-for": "203.0.113.9, 192.0.2.1",
  "x-forwarded-port": "443",
  "x-forwarded-proto": "https",
};

const alb = {
  requestContext: elb,
  httpMethod: "GET",
  path: "/users/a%2Fb",
  queryStringParameters: { x: "2", y: "%20" },
  headers: { accept: "*/*", cookie: "a=1; b=2", host: "www.example.com", "x-list": "2", ...forwarded },
  body: "",
  isBase64Encoded: false,
};

const albMulti = {
  requestContext: elb,
  httpMethod: "GET",
  path: "/users/a%2Fb",
  multiValueQueryStringParameters: { x: ["1", "2"], y: ["%20"] },
  multiValueHeaders: {
    accept: ["*/*"],
    cookie: ["a=1", "b=2"],
    host: ["www.example.com"],
    "x-list": ["1", "2"],
    ...Object.fromEntries(Object.entries(forwarded).map(([name, value]) => [name, [value]])),
  },
  body: "",
  isBase64Encoded: false,
};

const lattice1 = {
  raw_path: "/users/a%2Fb",
  method: "GET",
  headers: {
    accept: "*/*",
    cookie: "a=1; b=2",
    host: "a.vpc-lattice-svcs.us-east-1.on.aws",
    "x-list": "1, 2",
  },
  query_string_parameters: { x: "2", y: "%20" },
  body: "",
  is_base64_encoded: false,
};

const lattice2 = {
  version: "2.0",
  path: "/users/a%2Fb",
  method: "GET",
  headers: {
    accept: ["*/*"],
    cookie: ["a=1; b=2"],
    host: ["a.vpc-lattice-svcs.us-east-1.on.aws"],
    "x-list": ["1", "2"],
  },
  queryStringParameters: { x: ["1", "2"], y: ["%20"] },
  body: "",
  isBase64Encoded: false,
  requestContext: {
    serviceNetworkArn: "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-1",
    serviceArn: "arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-1",
    targetGroupArn: "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-1",
    identity: { sourceVpcArn: "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1", type: "AWS_IAM" },
    region: "us-east-1",
    timeEpoch: "1690497599177430",
  },
};

const edge = {
  Records: [
    {
      cf: {
        config: {
          distributionDomainName: "d111111abcdef8.cloudfront.net",
          distributionId: "EDFDVBD6EXAMPLE",
          eventType: "viewer-request",
          requestId: "id",
        },
        request: {
          clientIp: "192.0.2.1",
          headers: {
            accept: [{ key: "Accept", value: "*/*" }],
            cookie: [
              { key: "Cookie", value: "a=1" },
              { key: "Cookie", value: "b=2" },
            ],
            host: [{ key: "Host", value: "d111111abcdef8.cloudfront.net" }],
            "x-list": [
              { key: "X-List", value: "1" },
              { key: "X-List", value: "2" },
            ],
          },
          method: "GET",
          querystring: "x=1&x=2&y=%20",
          uri: "/users/a%2Fb",
        },
      },
    },
  ],
};

export const events = { v1, v2, url, alb, "alb-multi": albMulti, lattice1, lattice2, edge } as const;

export const eventNames = Object.keys(events) as EventName[];

/** The event with a body. */
export function withBody(name: EventName, event: object, body: string, isBase64: boolean): object {
  if (name === "lattice1") return { ...event, body, is_base64_encoded: isBase64 };
  if (name !== "edge") return { ...event, body, isBase64Encoded: isBase64 };
  // CloudFront knows base64 alone.
  const data = isBase64 ? body : Buffer.from(body).toString("base64");
  return onEdge(event, { body: { inputTruncated: false, action: "read-only", encoding: "base64", data } });
}

/** The event with further fields. */
export function withFields(
  name: EventName,
  event: object,
  fields: readonly (readonly [name: string, value: string])[],
): object {
  const { headers, multiValueHeaders } = event as { headers?: object; multiValueHeaders?: object };
  const single = { ...headers, ...Object.fromEntries(fields) };
  const lists = Object.fromEntries(fields.map(([key, value]) => [key, [value]]));
  if (name === "alb-multi") return { ...event, multiValueHeaders: { ...multiValueHeaders, ...lists } };
  if (name === "lattice2") return { ...event, headers: { ...headers, ...lists } };
  if (name !== "edge") return { ...event, headers: single };
  const entries: Record<string, object[]> = {};
  for (const [key, value] of fields) (entries[key.toLowerCase()] ??= []).push({ key, value });
  const [record] = (event as typeof edge).Records;
  return onEdge(event, { headers: { ...record!.cf.request.headers, ...entries } });
}

function onEdge(event: object, more: object): object {
  const [record] = (event as typeof edge).Records;
  return { Records: [{ cf: { ...record!.cf, request: { ...record!.cf.request, ...more } } }] };
}
