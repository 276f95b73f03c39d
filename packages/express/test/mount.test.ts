import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { createKey, type Application } from "@tsgi/core";
import { expressRequest, expressResponse, toExpress } from "@tsgi/express";
import type { Express, Request } from "express";
import { describe, expect, test } from "vitest";
import { showTarget } from "./_applications.ts";
import { expresses, serving } from "./_expresses.ts";

const who = createKey<string>("test.who");

const where: Application = (environ, startResponse) => {
  startResponse(200, []);
  return `${environ.scheme} ${environ.remoteAddress} ${environ.remotePort === 0}`;
};

const throughKeys: Application = (environ, startResponse) => {
  const request = environ.get(expressRequest) as unknown as Request;
  const response = environ.derive().get(expressResponse) as unknown as { locals: { user: string } };
  startResponse(200, []);
  return `${request.params["id"]} ${response.locals.user} ${request.query["q"] as string}`;
};

/** Answers when two requests are there. */
function meeting(): Application {
  const waiting: (() => void)[] = [];
  return async (environ, startResponse) => {
    const own = environ.get(expressRequest)!;
    environ.set(who, environ.header("x-id")!);
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 2) for (const go of waiting) go();
    });
    startResponse(200, [["x-id", environ.get(who)!]]);
    return `${environ.pathInfo} ${own.url} ${own === environ.get(expressRequest)}`;
  };
}

/** A target is sent unchanged: fetch would normalise it. */
function get(url: string, target: string, headers: Record<string, string> = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path: target, headers }, (response) => resolve(text(response)))
      .on("error", reject)
      .end();
  });
}

test("basePath comes after the mount: a proxy's path that Express does not see", async () => {
  for (const [, express] of expresses) {
    const handler = toExpress(showTarget, { basePath: "/v1" });
    const url = await serving(express().use("/api", handler));
    const seen = async (target: string): Promise<object> => JSON.parse(await get(url, target)) as object;
    expect(await seen("/api/v1/x?q")).toMatchObject({ scriptName: "/api/v1", pathInfo: "/x" });
    expect(await seen("/api/v1")).toMatchObject({ scriptName: "/api/v1", pathInfo: "" });
    expect(await seen("/api/v12")).toMatchObject({ scriptName: "/api", pathInfo: "/v12" });
  }
});

describe.each(expresses)("%s: the mount point", (_name, express) => {
  const handler = toExpress(showTarget);
  const nested = (): Express => {
    const inner = express.Router().use("/v1", handler);
    return express().use("/api", express.Router().use("/inner", inner));
  };
  const shapes: [title: string, make: () => Express, target: string, scriptName: string, pathInfo: string][] = [
    ["use", () => express().use(handler), "/", "", "/"],
    ["use", () => express().use(handler), "/x%2Fy?q=1", "", "/x%2Fy"],
    ["use", () => express().use(handler), "//x", "", "//x"],
    ["use /api", () => express().use("/api", handler), "/api", "/api", ""],
    ["use /api", () => express().use("/api", handler), "/api?x", "/api", ""],
    ["use /api", () => express().use("/api", handler), "/api?/", "/api", ""],
    ["use /api", () => express().use("/api", handler), "/api/", "/api", "/"],
    ["use /api", () => express().use("/api", handler), "/api/?x", "/api", "/"],
    ["use /api", () => express().use("/api", handler), "/api//", "/api", "//"],
    ["use /api", () => express().use("/api", handler), "/api//x", "/api", "//x"],
    ["use /api", () => express().use("/api", handler), "/api/x%2Fy?q=1&q=2", "/api", "/x%2Fy"],
    ["use /api", () => express().use("/api", handler), "/api/%zz/%", "/api", "/%zz/%"],
    ["use /api", () => express().use("/api", handler), "/api/api", "/api", "/api"],
    ["use /api", () => express().use("/api", handler), "/API/x", "/API", "/x"],
    ["use /api/", () => express().use("/api/", handler), "/api/x", "/api", "/x"],
    ["use /api/", () => express().use("/api/", handler), "/api", "/api", ""],
    ["use /a%20b", () => express().use("/a%20b", handler), "/a%20b/c%20d", "/a%20b", "/c%20d"],
    ["use /:tenant", () => express().use("/:tenant", handler), "/a%2Fb/x", "/a%2Fb", "/x"],
    ["use /:tenant/v1", () => express().use("/:tenant/v1", handler), "/t/v1/x", "/t/v1", "/x"],
    ["nested routers", nested, "/api/inner/v1/x?q", "/api/inner/v1", "/x"],
    ["nested routers", nested, "/api/inner/v1", "/api/inner/v1", ""],
    ["nested application", () => express().use("/api", express().use("/v1", handler)), "/api/v1/x", "/api/v1", "/x"],
    ["all", () => express().all("/users/:id", handler), "/users/a%20b?q", "", "/users/a%20b"],
    ["route below a router", () => express().use("/api", express.Router().get("/:id", handler)), "/api/7", "/api", "/7"],
    ["regular expression", () => express().use(/\/v\d+/, handler), "/v12/x", "/v12", "/x"],
  ]; // prettier-ignore

  test.each(shapes)("%s: %s", async (...shape) => {
    const [, make, target, scriptName, pathInfo] = shape;
    const seen = JSON.parse(await get(await serving(make()), target)) as Record<string, string>;
    const queryString = target.includes("?") ? target.slice(target.indexOf("?") + 1) : "";
    expect(seen).toEqual({ scriptName, pathInfo, queryString, target });
    expect(seen["scriptName"]! + seen["pathInfo"]! + (queryString && `?${queryString}`)).toBe(target);
  });

  test("a URL that a middleware has rewritten is trusted; the target stays", async () => {
    const expressApp = express();
    expressApp.use((request, _response, next) => {
      request.url = request.url.replace("/old", "/new");
      next();
    });
    expressApp.use("/api", handler);
    const url = await serving(expressApp);
    expect(JSON.parse(await get(url, "/api/old/x?q"))).toEqual({
      scriptName: "/api",
      pathInfo: "/new/x",
      queryString: "q",
      target: "/api/old/x?q",
    });
  });

  test("a rewritten URL that is the end of the one sent is not a mount", async () => {
    const expressApp = express();
    expressApp.use((request, _response, next) => {
      request.url = request.url.replace("/before", "");
      next();
    });
    const seen = JSON.parse(await get(await serving(expressApp.use(handler)), "/before/x")) as unknown;
    expect(seen).toMatchObject({ scriptName: "", pathInfo: "/x", target: "/before/x" });
  });

  test("Express's objects are reached by keys, and by no name that a client can send", async () => {
    const expressApp = express();
    expressApp.use((_request, response, next) => {
      response.locals["user"] = "ann";
      next();
    });
    expressApp.all("/users/:id", toExpress(throughKeys));
    expect(await get(await serving(expressApp), "/users/7?q=1")).toBe("7 ann 1");
  });

  test("forwarded headers change nothing, unless Express trusts the proxy and the option says so [U22]", async () => {
    const expressApp = express().set("trust proxy", 1);
    expressApp.use("/asked", toExpress(where, { trustProxy: true }));
    expressApp.use(toExpress(where));
    const url = await serving(expressApp);
    const headers = { "X-Forwarded-For": "198.51.100.9, 192.0.2.7", "X-Forwarded-Proto": "https" };
    expect(await get(url, "/", headers)).toBe("http 127.0.0.1 false");
    expect(await get(url, "/asked", headers)).toBe("https 192.0.2.7 true");
    expect(await get(url, "/asked")).toBe("http 127.0.0.1 false");
  });

  test("the option alone trusts no proxy: only Express's own setting does [U22]", async () => {
    const url = await serving(express().use(toExpress(where, { trustProxy: true })));
    const headers = {
      "X-Forwarded-For": "192.0.2.7",
      "X-Forwarded-Proto": "https",
      Forwarded: "for=192.0.2.7",
    };
    expect(await get(url, "/", headers)).toBe("http 127.0.0.1 false");
  });

  test("two requests at once see nothing of each other [U25]", async () => {
    const url = await serving(express().use("/api", toExpress(meeting())));
    const answers = await Promise.all(
      ["/a", "/b"].map(async (path) => {
        const response = await fetch(`${url}/api${path}`, { headers: { "x-id": path } });
        return [response.headers.get("x-id"), await response.text()];
      }),
    );
    expect(answers).toEqual([
      ["/a", "/a /a true"],
      ["/b", "/b /b true"],
    ]);
  });

  test("nor do two that a client sends ahead on one connection [U25]", async () => {
    const { hostname, port } = new URL(await serving(express().use("/api", toExpress(meeting()))));
    const socket = connect(Number(port), hostname);
    socket.write("GET /api/a HTTP/1.1\r\nHost: a\r\nX-Id: 1\r\n\r\n");
    socket.write("GET /api/b HTTP/1.1\r\nHost: a\r\nX-Id: 2\r\nConnection: close\r\n\r\n");
    expect(await text(socket)).toMatch(/x-id: 1\r\n[^]*\/a \/a true[^]*x-id: 2\r\n[^]*\/b \/b true$/);
  });
});
