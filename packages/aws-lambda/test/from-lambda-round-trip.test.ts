import { cascade, compose, mount, type Application, type Middleware, type Rewrite } from "@tsgi/core";
import { MemoryInput } from "@tsgi/core/server";
import { context, eventNames, events } from "@tsgi/harness/lambda-events";
import { createClient } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { describe, expect, test } from "vitest";
import { awslambda, fromLambda } from "../src/from/index.ts";
import { lambdaEvent, toLambda, toLambdaStream, type LambdaContext } from "../src/index.ts";

type Seen = { event: unknown; context: unknown };

/** A function that returns what it was invoked with. */
function spy(): { handler: (event: unknown, context: LambdaContext) => object; seen: Seen[] } {
  const seen: Seen[] = [];
  return {
    seen,
    handler: (event, own) => {
      seen.push({ event, context: own });
      return { statusCode: 200, status: "200", body: "ok" };
    },
  };
}

/** Hands on a copy that is the same in all. */
const untouched: Middleware = (app) => (environ, startResponse) => app(environ.derive(), startResponse);

const forge: Middleware = (app) => (environ, startResponse) => {
  environ.set(lambdaEvent, { forged: true });
  return app(environ, startResponse);
};

const places = (app: Application): Application => mount({ "/": app, "/api": app, "/api/v2": app });

const found: Application = (_environ, startResponse) => {
  startResponse(200, []);
  return null;
};

const rewriting =
  (rewrite: Rewrite): Middleware =>
  (app) =>
  (environ, startResponse) =>
    app(environ.derive(rewrite), startResponse);

describe.each(eventNames)("on Lambda, %s", (name) => {
  const event = events[name];

  test("the function gets the very event and context; its result is read by the event's own kind", async () => {
    const { handler, seen } = spy();
    const result = await toLambda(untouched(fromLambda(handler, { event: "v2" })))(event, context);
    expect(seen).toHaveLength(1);
    expect(seen[0]!.event).toBe(event);
    expect(seen[0]!.context).toBe(context);
    expect(JSON.stringify(result)).toContain('"ok"');
  });

  test.each<[string, Middleware]>([
    ["the method", rewriting({ method: "PUT" })],
    ["the path", rewriting({ pathInfo: "/other" })],
    [
      "the split of the path",
      (app) => (environ, start) =>
        app(environ.derive({ scriptName: environ.scriptName + environ.pathInfo, pathInfo: "" }), start),
    ],
    ["the query", rewriting({ queryString: "other" })],
    ["the headers", rewriting({ headers: ["host", "other"] })],
    ["the body", rewriting({ input: new MemoryInput(new TextEncoder().encode("other")) })],
    ["the address", rewriting({ remoteAddress: "203.0.113.99" })],
    ["the scheme", rewriting({ scheme: "http" })],
    ["startResponse", (app) => (environ, start) => app(environ, (status, headers) => start(status, headers))],
    [
      "the environ itself",
      (app) => (environ, start) => {
        environ.pathInfo = "/other";
        return app(environ, start);
      },
    ],
  ])("after a middleware changed %s, the function gets an event that says so", async (_title, middleware) => {
    const { handler, seen } = spy();
    const result = await toLambda(middleware(fromLambda(handler, { event: name })))(event, context);
    expect(seen[0]!.event).not.toBe(event);
    expect(seen[0]!.context).toBe(context); // which is Lambda's, whatever became of the request
    expect(JSON.stringify(result)).toContain('"ok"');
  });
});

test("a value that a middleware puts under the event's key does not become the event", async () => {
  const { handler, seen } = spy();
  await using client = createClient(forge(fromLambda(handler)));
  await client.get("/");
  expect(seen[0]!.event).toMatchObject({ version: "2.0", rawPath: "/" });
  await toLambda(forge(fromLambda(handler)))(events.v2, context);
  expect(seen[1]!.event).toBe(events.v2);
});

test("below basePath the event is still the one that came", async () => {
  const { handler, seen } = spy();
  const event = { ...events.v2, rawPath: "/api/users" };
  await toLambda(fromLambda(handler), { basePath: "/api" })(event, context);
  expect(seen[0]!.event).toBe(event);
});

test("mounted, it is not: the event names the mount as stage, as on every host", async () => {
  const { handler, seen } = spy();
  await toLambda(mount({ "/users": fromLambda(handler) }))({ ...events.v2, rawPath: "/users/1" }, context);
  expect(seen[0]!.event).toMatchObject({ rawPath: "/users/1", requestContext: { stage: "users" } });
});

const picture: Application = async (environ, startResponse) => {
  const { method, scriptName, pathInfo, queryString, remoteAddress, protocol } = environ;
  const body = await environ.input.text();
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({ method, scriptName, pathInfo, queryString, remoteAddress, protocol, body });
};

const whereabouts: Application = (environ, startResponse) => {
  startResponse(200, []);
  return `${environ.remoteAddress} ${environ.serverName}`;
};

describe("an application made a function and back", () => {
  test("is itself, if neither got other options", () => {
    for (const app of [picture, validate(picture)]) {
      expect(fromLambda(toLambda(app))).toBe(app);
      expect(fromLambda(toLambdaStream(app))).toBe(app);
      expect(fromLambda(toLambda(app, { basePath: undefined }), { event: undefined })).toBe(app);
    }
    expect(fromLambda(toLambda(picture, { basePath: "/api" }))).not.toBe(picture);
    expect(fromLambda(toLambda(picture), { event: "v2" })).not.toBe(picture);
  });

  test.each(["v1", "v2", "url"] as const)("by %s sees the same request, mounted or not", async (event) => {
    const back = fromLambda(toLambda(picture), { event });
    const options = { remoteAddress: "198.51.100.7", serverName: "gate.example" };
    const targets = ["/", "/a%20b/%C3%BC?x=1&y=2", "/api", "/api/", "/api/a?x=1", "/api/v2", "/api/v2/a"];
    await using direct = createClient(places(picture), options);
    await using around = createClient(places(back), options);
    for (const target of targets) {
      const [a, b] = await Promise.all([
        direct.post(target, { body: "é" }),
        around.post(target, { body: "é" }),
      ]);
      expect(await b.json()).toEqual(await a.json());
    }
  });

  // A load balancer and Lattice send no name but the Host field's, and Lattice no address.
  const ofHost = "x.lambda-url.us-east-1.on.aws";
  test.each([
    ["v1", "198.51.100.7", "gate.example"],
    ["v2", "198.51.100.7", "gate.example"],
    ["url", "198.51.100.7", "local.lambda-url.us-east-1.on.aws"],
    ["alb", "198.51.100.7", ofHost],
    ["alb-multi", "198.51.100.7", ofHost],
    ["lattice1", "", ofHost],
    ["lattice2", "", ofHost],
    ["edge", "198.51.100.7", "gate.example"],
  ] as const)("by %s: headers do not replace what the event contains", async (event, address, name) => {
    const options = { remoteAddress: "198.51.100.7", serverName: "gate.example" };
    await using client = createClient(fromLambda(toLambda(whereabouts), { event }), options);
    const headers = {
      host: ofHost,
      "x-forwarded-for": "203.0.113.9",
      forwarded: "for=203.0.113.9",
      "x-real-ip": "203.0.113.9",
    };
    expect(await (await client.get("/", { headers })).text()).toBe(`${address} ${name}`);
  });

  test("a client's Host does not make the event one of another kind", async () => {
    const handler = toLambda(picture, { log: { write: () => {}, flush: () => {} } });
    await using client = createClient(fromLambda(handler, { event: "v2" }));
    const response = await client.get("/a%2520b", { headers: { host: "x.lambda-url.us-east-1.on.aws" } });
    expect(await response.json()).toMatchObject({ pathInfo: "/a%2520b" });
  });

  test("is started and stopped with its host", async () => {
    const steps: string[] = [];
    const app = {
      startup: () => void steps.push("startup"),
      handle: picture,
      shutdown: () => void steps.push("shutdown"),
    };
    const client = createClient(compose((inner) => inner)(fromLambda(toLambda(app), { event: "v2" })));
    await client.get("/");
    await client.get("/");
    await client.close();
    expect(steps).toEqual(["startup", "shutdown"]);
  });
});

test("a streaming function on Lambda gets the event and context, and its stream goes out", async () => {
  const seen: Seen[] = [];
  const handler = awslambda.streamifyResponse(
    async (
      event: unknown,
      stream: NodeJS.WritableStream & { setContentType(type: string): void },
      own: unknown,
    ) => {
      seen.push({ event, context: own });
      stream.setContentType("text/plain");
      stream.write("one ");
      stream.end("two");
    },
  );
  const result = await toLambda(fromLambda(handler))(events.url, context);
  expect(seen).toEqual([{ event: events.url, context }]);
  expect(result).toMatchObject({
    statusCode: 200,
    body: "one two",
    headers: { "content-type": "text/plain" },
  });
});

test("a cascade goes on to the next after a function's 404", async () => {
  const missing = fromLambda(() => ({ statusCode: 404, body: "none" }));
  await using client = createClient(cascade([missing, found]));
  expect((await client.get("/x")).status).toBe(200);
});
