import { headers } from "./rows.ts";

const { cookie, ...fields } = headers;

/** An event of an HTTP API, version 2.0, for a browser's usual request. */
export function v2Event(): object {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/",
    rawQueryString: "",
    cookies: cookie!.split("; "),
    headers: {
      ...fields,
      host: "api.example.com",
      "x-forwarded-for": "203.0.113.7",
      "x-forwarded-proto": "https",
    },
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      domainName: "api.example.com",
      http: { method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "test" },
      requestId: "id",
      routeKey: "$default",
      stage: "$default",
      time: "12/Mar/2020:19:03:58 +0000",
      timeEpoch: 1_583_348_638_390,
    },
    isBase64Encoded: false,
  };
}
