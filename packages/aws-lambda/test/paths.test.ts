import { events } from "@tsgi/harness/lambda-events";
import { describe, expect, test } from "vitest";
import { seen } from "./_apps.ts";

const { v1, v2, url, alb, lattice1, lattice2, edge } = events;

const rest = (
  path: string,
  resource: string,
  pathParameters: object | null = null,
  requestContext: object = { path },
): object => ({
  ...v1,
  path,
  resource,
  pathParameters,
  requestContext: { ...v1.requestContext, stage: "v1", domainName: "api.example.com", ...requestContext },
});

const http = (rawPath: string, routeKey: string, pathParameters?: object): object => ({
  ...v2,
  rawPath,
  routeKey,
  pathParameters,
  requestContext: { ...v2.requestContext, stage: "v1" },
});

const time = async (slashes: number): Promise<number> => {
  const path = `/${"%2F/".repeat(slashes)}`;
  const event = rest(path, "/{p+}", { p: "/".repeat(slashes) });
  // The shortest of five: the machine may be busy with something else.
  let shortest = Infinity;
  for (let i = 0; i < 5; i++) {
    const begin = performance.now();
    await seen(event);
    shortest = Math.min(shortest, performance.now() - begin);
  }
  return shortest;
};

const forward = (headers: object): object => ({ ...headers, "X-Forwarded-Proto": "http" });

describe("the route decides where the application begins", () => {
  test.each([
    ["a resource that begins with the stage's name", rest("/v1/users", "/v1/users"), "", "/v1/users"],
    ["the same with a trailing slash", rest("/v1/users/", "/v1/users"), "", "/v1/users/"],
    ["the same with a variable", rest("/v1/users/7", "/v1/users/{id}"), "", "/v1/users/7"],
    ["the same below a mapping", rest("/base/v1/users", "/v1/users"), "/base", "/v1/users"],
    ["the same below the stage", rest("/v1/v1/users", "/v1/users"), "/v1", "/v1/users"],
    [
      "the same on API Gateway's own domain",
      rest("/v1/users", "/v1/users", null, { path: "/v1/v1/users" }),
      "/v1",
      "/v1/users",
    ],
    ["a greedy variable of any name", rest("/base/a/b", "/{path+}", { path: "a/b" }), "/base", "/a/b"],
    ["the same with the stage's name", rest("/v1/a", "/{any+}", { any: "v1/a" }), "", "/v1/a"],
    [
      "a greedy variable below a template",
      rest("/base/users/7/files/a/b", "/users/{id}/files/{key+}", { id: "7", key: "a/b" }),
      "/base",
      "/users/7/files/a/b",
    ],
    ["a greedy variable that repeats the path above it", rest("/a/a/a", "/{p+}", { p: "a/a" }), "/a", "/a/a"],
    ["a greedy variable, encoded", rest("/base/%C3%A9/%2F", "/{p+}", { p: "é//" }), "/base", "/%C3%A9/%2F"],
    ["a malformed escape", rest("/base/%zz", "/{p+}", { p: "%zz" }), "/base", "/%zz"],
    ["a mapping of two levels to the stage", rest("/a/v1/x", "/x"), "/a/v1", "/x"],
    ["a greedy value that does not fit: the stage", rest("/v1/x", "/{p+}", { p: "other" }), "/v1", "/x"],
    ["a greedy value that is missing: the stage", rest("/v1/x", "/{p+}"), "/v1", "/x"],
    ["a resource that does not fit: the stage", rest("/v1/x", "/users/{id}"), "/v1", "/x"],
    ["a resource longer than the path: none", rest("/x", "/a/b/{id}"), "", "/x"],
    ["a resource with a method, as an emulator has it", rest("/v1/users", "GET /v1/users"), "", "/v1/users"],
    ["no full path", rest("/v1/users", "/users", null, { path: undefined }), "/v1", "/users"],
    ["a trailing slash in one of the two", rest("/v1/a/", "/v1/a", null, { path: "/v1/a" }), "", "/v1/a/"],
    ["no resource: the stage", rest("/v1/users", ""), "/v1", "/users"],
    ["HTTP API, format 1.0, $default", { ...rest("/v1/a b", "$default"), version: "1.0" }, "/v1", "/a%20b"],
    ["HTTP API, format 1.0", { ...rest("/v1/a b", "/{id}"), version: "1.0" }, "/v1", "/a%20b"],
    ["HTTP API, a route with the stage's name", http("/v1/users", "GET /v1/users"), "", "/v1/users"],
    ["HTTP API, the same below the stage", http("/v1/v1/users", "ANY /v1/users"), "/v1", "/v1/users"],
    ["HTTP API, greedy", http("/v1/a b/c", "ANY /{path+}", { path: "a b/c" }), "/v1", "/a%20b/c"],
    ["HTTP API, greedy at the root", http("/v1/", "ANY /{path+}", { path: "" }), "/v1", "/"],
    ["HTTP API, $default", http("/v1/users", "$default"), "/v1", "/users"],
    ["HTTP API, root", http("/v1", "GET /"), "/v1", ""],
  ])("%s", async (_title, event, scriptName, pathInfo) => {
    expect(await seen(event)).toMatchObject({
      scriptName,
      pathInfo,
      target: expect.stringContaining(scriptName + pathInfo),
    });
  });

  test("in time linear in the path's length", async () => {
    const short = await time(5_000);
    // Four times as long; quadratic would be sixteen, and seconds.
    expect(await time(20_000)).toBeLessThan(short * 10 + 50);
  });
});

describe("emulators", () => {
  test("sam local tells the template for the full path: the path is right", async () => {
    const sam = {
      ...v1,
      path: "/users/7",
      resource: "/{proxy+}",
      pathParameters: { proxy: "users/7" },
      requestContext: {
        ...v1.requestContext,
        path: "/{proxy+}",
        stage: "Prod",
        domainName: "127.0.0.1:3000",
      },
    };
    expect(await seen(sam)).toMatchObject({ scriptName: "", pathInfo: "/users/7" });
    const byId = {
      ...sam,
      resource: "/users/{id}",
      requestContext: { ...sam.requestContext, path: "/users/{id}" },
    };
    expect(await seen(byId)).toMatchObject({ scriptName: "", pathInfo: "/users/7" });
    const atRoot = { ...sam, path: "/", resource: "/", requestContext: { ...sam.requestContext, path: "/" } };
    expect(await seen(atRoot)).toMatchObject({ scriptName: "", pathInfo: "/" });
  });

  test("the root of an API without a stage", async () => {
    for (const stage of ["", undefined]) {
      const event = { ...v1, path: "/", requestContext: { ...v1.requestContext, stage, path: "/" } };
      expect(await seen(event)).toMatchObject({ scriptName: "", pathInfo: "/" });
    }
  });

  test("the stage's root without its slash", async () => {
    const event = { ...v1, path: "/", requestContext: { ...v1.requestContext, path: "/dev" } };
    expect(await seen(event)).toMatchObject({
      scriptName: "/dev",
      pathInfo: "",
      target: expect.stringMatching(/^\/dev\?/),
    });
  });

  const { cf } = edge.Records[0];
  const named = {
    v1: (domainName: unknown) => ({
      ...v1,
      headers: forward(v1.headers),
      multiValueHeaders: null,
      requestContext: { ...v1.requestContext, domainName },
    }),
    v2: (domainName: unknown) => ({
      ...v2,
      headers: forward(v2.headers),
      requestContext: { ...v2.requestContext, domainName },
    }),
    edge: (distributionDomainName: unknown) => {
      const proto = { "x-forwarded-proto": [{ key: "X-Forwarded-Proto", value: "http" }] };
      const request = { ...cf.request, headers: { ...cf.request.headers, ...proto } };
      return { Records: [{ cf: { ...cf, config: { ...cf.config, distributionDomainName }, request } }] };
    },
  };
  test.each(["v1", "v2", "edge"] as const)("%s: a port in the domain's name", async (name) => {
    const server = async (domain: unknown): Promise<unknown[]> => {
      const { serverName, serverPort, scheme } = await seen(named[name](domain));
      return [serverName, serverPort, scheme];
    };
    expect(await server("localhost:3000")).toEqual(["localhost", 3000, "http"]);
    expect(await server("[::1]:3000")).toEqual(["::1", 3000, "http"]);
    // AWS's own names have none: there the header is the client's word.
    expect(await server("abc.example.com")).toEqual(["abc.example.com", 443, "https"]);
    expect(await server("abc.example.com:0")).toEqual(["abc.example.com", 443, "https"]);
    expect(await server("a b/c?d")).toEqual([expect.stringMatching(/^(?:abc|d1)/), 443, "https"]);
  });

  test("cookies beside a list of cookies, in any case, are not doubled", async () => {
    for (const name of ["cookie", "Cookie", "COOKIE"]) {
      const event = { ...v2, headers: { ...v2.headers, [name]: "a=1; b=2" } };
      expect((await seen(event))["cookie"]).toBe("a=1; b=2");
    }
  });
});

test.each([
  ["v2", (query: string) => ({ ...v2, rawQueryString: query })],
  ["url", (query: string) => ({ ...url, rawQueryString: query })],
  ["alb", (query: string) => ({ ...alb, queryStringParameters: { a: query.slice(2) } })],
  ["lattice1", (query: string) => ({ ...lattice1, raw_path: `/p?${query}` })],
  ["lattice2", (query: string) => ({ ...lattice2, path: `/p?${query}` })],
  [
    "edge",
    (querystring: string) => {
      const { cf } = edge.Records[0];
      return { Records: [{ cf: { ...cf, request: { ...cf.request, querystring } } }] };
    },
  ],
])("%s: a query holds nothing that no target can hold, and stays as it is otherwise", async (_name, make) => {
  const query = async (text: string): Promise<unknown> => (await seen(make(text)))["queryString"];
  expect(await query("a=b c#d\r\ne\0é\x7f")).toBe("a=b%20c%23d%0D%0Ae%00%C3%A9%7F");
  expect(await query("a=%zz+%20/?:@!$'()*,;[]{}|\\^`\"<>")).toBe("a=%zz+%20/?:@!$'()*,;[]{}|\\^`\"<>");
});
