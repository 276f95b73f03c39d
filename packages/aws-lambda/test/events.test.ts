import { eventNames, events } from "@tsgi/harness/lambda-events";
import { describe, expect, test } from "vitest";
import { answered, memoryLog, seen } from "./_apps.ts";

/** Fields that all events share. The fields of each kind follow below. */
const common = {
  method: "GET",
  scriptName: "",
  pathInfo: "/users/a%2Fb",
  queryString: "x=1&x=2&y=%20",
  target: "/users/a%2Fb?x=1&x=2&y=%20",
  protocol: "HTTP/1.1",
  scheme: "https",
  serverPort: 443,
  remoteAddress: "192.0.2.1",
  remotePort: 0,
  body: "",
  cookie: "a=1; b=2",
};
const api = "abc.execute-api.us-east-1.amazonaws.com";
const lattice = { serverName: "a.vpc-lattice-svcs.us-east-1.on.aws", remoteAddress: "" };

const golden = {
  v1: { scriptName: "/dev", target: `/dev${common.target}`, serverName: api, list: ["1", "2"] },
  v2: {
    scriptName: "/dev",
    pathInfo: "/users/a%20b",
    target: "/dev/users/a%20b?x=1&x=2&y=%20",
    serverName: api,
    list: ["1,2"],
  },
  url: { serverName: "abc.lambda-url.us-east-1.on.aws", list: ["1,2"] },
  alb: {
    serverName: "www.example.com",
    queryString: "x=2&y=%20",
    target: "/users/a%2Fb?x=2&y=%20",
    list: ["2"],
  },
  "alb-multi": { serverName: "www.example.com", list: ["1", "2"] },
  lattice1: { ...lattice, queryString: "x=2&y=%20", target: "/users/a%2Fb?x=2&y=%20", list: ["1, 2"] },
  lattice2: { ...lattice, list: ["1", "2"] },
  edge: { serverName: "d111111abcdef8.cloudfront.net", list: ["1", "2"] },
} as const;

describe("requests", () => {
  test.each(eventNames)("%s", async (name) => {
    expect(await seen(events[name])).toEqual({ ...common, ...golden[name] });
  });
});

describe("results", () => {
  const headers = [
    ["Content-Type", "text/plain"],
    ["Set-Cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"],
    ["set-cookie", "b=2"],
    ["X-List", "1"],
    ["x-list", "2"],
  ] as const;
  const cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"];
  const single = { "content-type": "text/plain", "content-length": "5" };
  const joined = { ...single, "x-list": "1, 2" };
  const whole = { statusCode: 200, body: "hello", isBase64Encoded: false };
  const format2 = { ...whole, headers: joined, cookies };
  const inLattice = { ...whole, headers: { ...joined, "set-cookie": cookies } };
  const results = {
    v1: { ...whole, headers: single, multiValueHeaders: { "set-cookie": cookies, "x-list": ["1", "2"] } },
    v2: format2,
    url: format2,
    alb: { ...whole, headers: { ...joined, "set-cookie": cookies[0] } },
    "alb-multi": {
      ...whole,
      multiValueHeaders: {
        "content-type": ["text/plain"],
        "content-length": ["5"],
        "set-cookie": cookies,
        "x-list": ["1", "2"],
      },
    },
    lattice1: inLattice,
    lattice2: inLattice,
    edge: {
      status: "200",
      headers: {
        "content-type": [{ key: "Content-Type", value: "text/plain" }],
        "set-cookie": [
          { key: "Set-Cookie", value: cookies[0] },
          { key: "set-cookie", value: "b=2" },
        ],
        "x-list": [
          { key: "X-List", value: "1" },
          { key: "x-list", value: "2" },
        ],
      },
      body: "hello",
      bodyEncoding: "text",
    },
  };

  test.each(eventNames)("%s", async (name) => {
    const log = memoryLog();
    const result = await answered(events[name], headers, "hello", log);
    // As it goes to Lambda: in JSON.
    expect(JSON.parse(JSON.stringify(result))).toEqual(results[name]);
    expect(log.text).toMatch(
      name === "alb" ? /1 of 2 Set-Cookie .* lambda\.multi_value_headers\.enabled/ : /^$/,
    );
  });

  test("names of Object.prototype's members are headers like any other", async () => {
    for (const name of eventNames) {
      const result = await answered(
        events[name],
        [
          ["__proto__", "x"],
          ["constructor", "y"],
        ],
        null,
      );
      const text = JSON.stringify(result);
      expect(text).toContain('"__proto__":');
      expect(text).toContain('"constructor":');
    }
  });
});
