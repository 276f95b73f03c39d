import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Application, ApplicationLike } from "@tsgi/core";
import { fromExpress, toExpress, type ExpressOptions, type FromExpressOptions } from "@tsgi/express";
import { toNode } from "@tsgi/node";
import type { ErrorRequestHandler } from "express";
import { describe, expect, test } from "vitest";
import { expresses, serving } from "./_expresses.ts";

const logging: Application = (environ, startResponse) => {
  environ.errors.write("a line\n");
  startResponse(204, []);
  return null;
};

const notFound: Application = (_environ, startResponse) => {
  startResponse(404, []);
  return null;
};

const absent: Application = (_environ, startResponse) => {
  startResponse(404, []);
  return "not here";
};

const breaking: Application = (_environ, startResponse) => {
  startResponse(200, []);
  return (async function* () {
    yield "begun";
    throw new Error("broken");
  })();
};

const failing =
  (error: unknown): Application =>
  () => {
    throw error;
  };

const silent = { write() {}, flush() {} };

describe.each(expresses)("%s: errors", (_name, express) => {
  /** An application behind an error handler that answers with the error it received. */
  async function setUp(
    app: ApplicationLike,
    options: ExpressOptions = {},
  ): Promise<{ url: string; given: unknown[] }> {
    const given: unknown[] = [];
    const handler: ErrorRequestHandler = (error, _request, response, _next) => {
      given.push(error);
      response.status(error.status ?? 500).send(`handled ${error.message}`);
    };
    const expressApp = express().set("env", "test");
    expressApp.use("/api", toExpress(app, options));
    expressApp.use((_request, response) => void response.status(404).send("next in line"));
    expressApp.use(handler);
    return { url: `${await serving(expressApp)}/api`, given };
  }

  const error = new Error("broken");
  const kinds: [string, Application][] = [
    ["throws", failing(error)],
    ["rejects", () => Promise.reject(error)],
    ["throws after startResponse", (_environ, start) => (start(200, [["x-a", "1"]]), failing(error)(_environ, start))],
    ["fails at its first step", (_environ, start) => (start(200, [["x-a", "1"]]), (function* () { yield ""; throw error; })())],
  ]; // prettier-ignore

  test.each(kinds)(
    "an application that %s before the head: that very error goes to next()",
    async (_title, app) => {
      const { url, given } = await setUp(app);
      const response = await fetch(url);
      expect([response.status, await response.text()]).toEqual([500, "handled broken"]);
      expect(response.headers.get("x-a")).toBeNull();
      expect(given).toEqual([error]);
      expect(given[0]).toBe(error);
    },
  );

  test.each([undefined, null])("a thrown %j is an error, not the absence of one", async (value) => {
    const { url, given } = await setUp(failing(value));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, expect.stringMatching(/^handled /)]);
    expect(given).toEqual([expect.objectContaining({ code: "TSGI_ERROR_MISSING" })]);
  });

  test.each(["route", "router", 0])("a thrown %j is an error, not a direction", async (value) => {
    const { url, given } = await setUp(failing(value));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.stringMatching(/^handled .*threw/),
    ]);
    expect((given[0] as Error).cause).toBe(value);
  });

  test("an error that is the client's keeps its status", async () => {
    const { url } = await setUp(async (environ) => environ.input.bytes({ limit: 1 }));
    expect((await fetch(url, { method: "POST", body: "too long" })).status).toBe(413);
  });

  test("an error after the head breaks the connection, is logged once, and reaches no other handler [U24]", async () => {
    let log = "";
    const errors = { write: (line: string) => void (log += line), flush: () => {} };
    const { url, given } = await setUp(breaking, { log: errors });
    const response = await fetch(url);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(given).toEqual([]);
    expect(log.match(/Error: broken/g)).toHaveLength(1);
  });

  test("a failing startup goes to next(), for every request", async () => {
    const { url } = await setUp({
      startup: () => Promise.reject(new Error("no database")),
      handle: failing(error),
    });
    for (let i = 0; i < 2; i++) expect(await (await fetch(url)).text()).toBe("handled no database");
  });

  test("startup runs with the first request, which waits; shutdown runs when the service stops", async () => {
    const events: string[] = [];
    const handler = toExpress({
      startup: ({ name }) => void events.push(`startup ${name}`),
      handle: (_environ, startResponse) => {
        events.push("request");
        startResponse(204, []);
        return null;
      },
      shutdown: () => void events.push("shutdown"),
    });
    const url = await serving(express().use("/api", handler));
    await fetch(`${url}/api`);
    await fetch(`${url}/api`);
    await handler.close();
    expect(events).toEqual(["startup express", "request", "request", "shutdown"]);
  });

  const MALFORMED = ["Host: a\r\nHost: b", "Host: a@b", "Host: a\r\nContent-Type: a/b\r\nContent-Type: c/d"];

  test.each(MALFORMED)("a request with %j is refused, and its connection ends", async (fields) => {
    const { url } = await setUp(failing(error));
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /api HTTP/1.1\r\n${fields}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 [\s\S]*Bad Request$/);
  });

  test("an application is needed", () => {
    expect(() => toExpress(1 as never)).toThrow("TSGI_APPLICATION_INVALID");
  });
});

describe.each(expresses)("%s: fallthrough", (_name, express) => {
  async function setUp(app: Application, options: ExpressOptions = { fallthrough: true }): Promise<string> {
    const expressApp = express();
    expressApp.use("/api", toExpress(app, options));
    expressApp.use((request, response) => void response.status(299).send(`next in line: ${request.url}`));
    return `${await serving(expressApp)}/api`;
  }

  const OWN = "the application's";
  test.each([
    [404, [299, null, "next in line: /api/x?q"]],
    [405, [405, "1", OWN]],
    [200, [200, "1", OWN]],
  ])("%i: only 404 goes on, and nothing of its answer is sent", async (status, expected) => {
    const finished: unknown[] = [];
    const app: Application = (environ, startResponse) => {
      environ.onFinish((failure) => void finished.push(failure));
      startResponse(status, [["x-a", "1"]]);
      return OWN;
    };
    const response = await fetch(`${await setUp(app)}/x?q`);
    const seen = [response.status, response.headers.get("x-a"), await response.text()];
    expect(seen).toEqual(expected);
    await expect.poll(() => finished).toEqual([undefined]);
  });

  test.each(["a generator", "an async generator"])("the body of a 404 that is %s is closed", async (kind) => {
    const closed = Promise.withResolvers<void>();
    const app: Application = (_environ, startResponse) => {
      function* sync(): Generator<string> {
        try {
          startResponse(404, []);
          yield "not sent";
        } finally {
          closed.resolve();
        }
      }
      return kind === "a generator" ? sync() : (async function* () { yield* sync(); })(); // prettier-ignore
    };
    expect(await (await fetch(await setUp(app))).text()).toBe("next in line: /api");
    await closed.promise;
  });

  test("without it the answer is the application's", async () => {
    const response = await fetch(await setUp(absent, {}));
    expect([response.status, await response.text()]).toEqual([404, "not here"]);
  });

  test("a POST that falls through still has its body when the application has not read it", async () => {
    const expressApp = express();
    expressApp.use(toExpress(notFound, { fallthrough: true }), express.text(), (request, response) => {
      response.send(request.body);
    });
    const response = await fetch(await serving(expressApp), { method: "POST", body: "whole" });
    expect(await response.text()).toBe("whole");
  });
});

describe("the module", () => {
  test("changes nothing global [U21]", async () => {
    const names = ["Request", "Response", "Headers", "fetch", "ReadableStream"] as const;
    const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
    const url = await serving(
      expresses[0][1]()
        .use(toExpress(failing(new Error("x"))))
        .set("env", "test"),
    );
    await fetch(url);
    expect(names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name))).toEqual(before);
  });

  test("logs to standard error by default", async () => {
    const written: string[] = [];
    const original = process.stderr.write;
    process.stderr.write = (chunk) => written.push(String(chunk)) > 0;
    try {
      await fetch(await serving(expresses[0][1]().use(toExpress(logging))));
    } finally {
      process.stderr.write = original;
    }
    expect(written).toContain("a line\n");
  });
});

describe.each(expresses)("%s: errors of an application behind fromExpress", (_name, express) => {
  const error = new Error("broken");
  const expressApp = (): ReturnType<typeof express> =>
    express()
      .set("env", "test")
      .get("/throws", () => {
        throw error;
      })
      .get("/next", (_request, _response, next) => void next(error))
      .get("/falsy", (_request, _response, next) => void next(0 as never))
      .get("/fine", (_request, response) => void response.send("fine"));

  /** Behind a middleware that takes errors; it wraps nothing, so that Node's own objects are within reach. */
  async function setUp(options: FromExpressOptions): Promise<{ url: string; taken: unknown[] }> {
    const taken: unknown[] = [];
    const app = fromExpress(expressApp(), options);
    const url = await serving(
      toNode(async (environ, startResponse) => {
        try {
          return await app(environ, startResponse);
        } catch (caught) {
          taken.push(caught);
          startResponse(418, [], caught);
          return "taken";
        }
      }) as never,
    );
    return { url, taken };
  }

  test.each(["/throws", "/next"])("%s: it is thrown if the option asks for it", async (path) => {
    const { url, taken } = await setUp({ throwErrors: true });
    const response = await fetch(url + path);
    expect([response.status, await response.text(), taken]).toEqual([418, "taken", [error]]);
    expect(await (await fetch(`${url}/fine`)).text()).toBe("fine");
    expect(taken.length).toBe(1);
  });

  test.each(["/nothing", "/falsy"])("what no route takes is a plain 404 then: %s", async (path) => {
    const { url, taken } = await setUp({ throwErrors: true });
    const response = await fetch(url + path);
    expect([response.status, await response.text(), taken]).toEqual([404, "Not Found", []]);
    expect((await fetch(`${url}/nothing`, { method: "HEAD" })).status).toBe(404);
  });

  test("an application without a framework around it has the server's own answer to errors", async () => {
    const url = await serving(
      toNode(fromExpress(expressApp(), { throwErrors: true }), { log: silent }) as never,
    );
    const response = await fetch(`${url}/throws`);
    expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
  });

  test("Express answers them itself otherwise", async () => {
    const { url, taken } = await setUp({});
    const [failed, nothing] = [await fetch(`${url}/throws`), await fetch(`${url}/nothing`)];
    expect([failed.status, nothing.status, taken]).toEqual([500, 404, []]);
    expect(await nothing.text()).toContain("Cannot GET /nothing");
  });

  test("the option is checked at once", () => {
    expect(() => fromExpress(expressApp(), { throwErrors: "yes" as never })).toThrow("TSGI_OPTION_INVALID");
  });
});
