import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { asApplication, mount, requestUrl, type Application, type ApplicationLike } from "../src/index.ts";
import { answer, noting } from "./_bodies.ts";
import { fakeServer, respond, run, type FakeRequest } from "./_exchange.ts";

/** Answers with its name, mount point and path. */
function at(name: string): Application {
  return ({ scriptName, pathInfo }, startResponse) => {
    startResponse(200, []);
    return `${name} ${scriptName}|${pathInfo}`;
  };
}

function places(...names: string[]): Record<string, Application> {
  return Object.fromEntries(names.map((name) => [name, at(name)]));
}

const ask = (app: ApplicationLike, target: string, request: FakeRequest = {}): string =>
  run(app, { ...request, target }).text;

const url: Application = (environ, startResponse) => {
  startResponse(200, []);
  return `${environ.scriptName}|${environ.pathInfo} ${requestUrl(environ)}`;
};

const echo: Application = (environ, startResponse) => {
  startResponse(200, []);
  return [environ.scriptName, environ.pathInfo, environ.queryString].join("\n");
};

describe("mount by path", () => {
  const app = mount(places("/", "/api", "/api/v1", "/a%2Fb", "/café", "/x y", "/deep/er/place"));

  test.each([
    ["/", "/ |/"],
    ["/other", "/ |/other"],
    ["/api", "/api /api|"],
    ["/api/", "/api /api|/"],
    ["/api/x%2Fy", "/api /api|/x%2Fy"],
    ["/api//x", "/api /api|//x"],
    ["/apix", "/ |/apix"],
    ["/api%2Fx", "/ |/api%2Fx"],
    ["/API", "/ |/API"],
    ["//api", "/ |//api"],
    ["/api/v1", "/api/v1 /api/v1|"],
    ["/api/v1/x", "/api/v1 /api/v1|/x"],
    ["/api/v10", "/api /api|/v10"],
    ["/api//v1", "/api /api|//v1"],
    ["/%61pi/x", "/api /%61pi|/x"],
    ["/%61%70%69/v%31/x", "/api/v1 /%61%70%69/v%31|/x"],
    ["/a%2Fb/c", "/a%2Fb /a%2Fb|/c"],
    ["/a%2fb", "/a%2Fb /a%2fb|"],
    ["/a/b", "/ |/a/b"],
    ["/caf%C3%A9/x", "/café /caf%C3%A9|/x"],
    ["/x%20y", "/x y /x%20y|"],
    ["/deep/er", "/ |/deep/er"],
    ["/deep/er/place/x", "/deep/er/place /deep/er/place|/x"],
    ["/%", "/ |/%"],
  ])("[P1] %s goes to %s", (target, text) => {
    expect(ask(app, target)).toBe(text);
  });

  test("a mount point in the middle of another path does not match", () => {
    const deep = mount(places("/a/b/c"));
    expect([ask(deep, "/a/b/c/d"), ask(deep, "/a/b"), ask(deep, "/a/b/x")]).toEqual([
      "/a/b/c /a/b/c|/d",
      "Not Found",
      "Not Found",
    ]);
  });

  test("a place may end in a slash", () => {
    expect(ask(mount(places("/api/")), "/api/x")).toBe("/api/ /api|/x");
  });

  test("OPTIONS * and an empty path go to what is mounted at /", () => {
    expect(ask(app, "*", { method: "OPTIONS" })).toBe("/ |*");
    expect(ask(app, "http://a")).toBe("/ |");
    expect(ask(mount(places("/api")), "*", { method: "OPTIONS" })).toBe("Not Found");
  });

  test("[P32] what is nowhere mounted is 404", async () => {
    const exchange = await respond(mount(places("/api")), { target: "/x" });
    expect([exchange.status, exchange.text]).toEqual([404, "Not Found"]);
    expect(exchange.header("content-type")).toBe("text/plain; charset=utf-8");
    expect((await respond(mount({}), {})).status).toBe(404);
  });

  test("[M13] the caller's environ stays unchanged, and at / it is the very same object", async () => {
    const seen: unknown[] = [];
    const app2 = mount({
      "/": (environ, start) => (seen.push(environ), answer(null)(environ, start)),
      "/api": (environ, start) => (seen.push(environ), answer(null)(environ, start)),
    });
    const outer: Application = (environ, start) => {
      const body = app2(environ, start);
      seen.push(environ, environ.scriptName, environ.pathInfo);
      return body;
    };
    run(outer, { target: "/x" });
    expect(seen[0]).toBe(seen[1]);
    run(outer, { target: "/api/x" });
    expect(seen[4]).not.toBe(seen[5]);
    expect(seen.slice(6)).toEqual(["", "/api/x"]);
  });

  test("[M15] stays synchronous, or asynchronous, as the application is", async () => {
    expect(run(mount({ "/": answer("x") })).events).toEqual(["whole"]);
    expect((await respond(mount({ "/": async (e, s) => answer("x")(e, s) }))).text).toBe("x");
  });

  test("takes everything that is an application", async () => {
    const kinds = mount({
      "/object": { handle: answer("object") },
      "/class": class {
        constructor(_environ: unknown, startResponse: (status: number, headers: []) => void) {
          startResponse(200, []);
        }
        *[Symbol.iterator](): Generator<string> {
          yield "class";
        }
      },
    });
    expect(ask(kinds, "/object")).toBe("object");
    expect(ask(kinds, "/class")).toBe("class");
  });

  test("[S72] nested, the places add up, and the URL stays the client's", () => {
    const nested = mount({ "/a": mount({ "/b": mount({ "/c": url }) }), "/": mount({ "/a": at("never") }) });
    expect(ask(nested, "/a/%62/c/d?q")).toBe("/a/%62/c|/d http://server.example/a/%62/c/d?q");
    expect(ask(nested, "/a/b/x")).toBe("Not Found");
  });

  test("scriptName and pathInfo together are always the path as the client sent it", () => {
    const segment = fc.oneof(
      fc.constantFrom("a", "b", "api", "%61", "a%2Fb", "%", "%zz", "", "..", "é"),
      fc.string({ maxLength: 3 }).map(encodeURIComponent),
    );
    const path = fc.array(segment, { maxLength: 5 }).map((parts) => `/${parts.join("/")}`);
    const place = fc
      .array(
        segment.filter((part) => part !== ""),
        { maxLength: 3 },
      )
      .map((parts) => `/${parts.join("/")}`);
    fc.assert(
      fc.property(path, fc.uniqueArray(place, { maxLength: 6 }), fc.constantFrom("", "?q=/a"), (...drawn) => {
        const [target, names, query] = drawn;
        const decoded = new Map(names.map((name) => [decodeSafely(name), name]));
        const table = Object.fromEntries([...decoded.values()].map((name) => [name, echo]));
        const text = ask(mount({ ...table, "/": echo }), target + query);
        const [scriptName, pathInfo, queryString] = text.split("\n");
        expect(scriptName! + pathInfo!).toBe(target);
        expect(`?${queryString}`).toBe(query || "?");
        expect(scriptName).toMatch(/^$|^\/.*[^/]$/);
        expect(pathInfo).toMatch(/^$|^\//);
        const mounted = segments(scriptName!);
        const longest = Object.keys(table)
          .filter((name) => name !== "/")
          .map(segments)
          .filter((parts) => parts.every((part, i) => part === segments(target)[i]))
          .reduce((most, parts) => Math.max(most, parts.length), 0);
        expect(mounted).toHaveLength(longest);
      }),
    );
  });
});

const segments = (path: string): string[] => path.split("/").slice(1).map(decodeSafely);

function decodeSafely(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (escape) => `<${escape.toUpperCase()}>`).replace(/<%61>/g, "a");
}

describe("mount by host", () => {
  const hostApp = mount(
    places(
      "/",
      "a.example",
      "A.example/api",
      "a.example:8443",
      "*.wild.example",
      "*.b.wild.example",
      "exact.wild.example",
      "*.port.example:81",
      "[2001:db8::1]",
      "[2001:db8::2]:8080",
      "dotted.example.",
      "1.2.3.4",
    ),
  );

  test.each([
    ["a.example", "a.example"],
    ["A.EXAMPLE", "a.example"],
    ["a.example.", "a.example"],
    ["a.example:80", "a.example"],
    ["a.example.:80", "a.example"],
    ["a.example:", "a.example"],
    ["a.example:8443", "a.example:8443"],
    ["A.Example.:8443", "a.example:8443"],
    ["b.example", "/"],
    ["xa.example", "/"],
    ["x.a.example", "/"],
    ["wild.example", "/"],
    ["x.wild.example", "*.wild.example"],
    ["X.Wild.Example:99", "*.wild.example"],
    ["y.x.wild.example", "*.wild.example"],
    ["y.b.wild.example", "*.b.wild.example"],
    ["b.wild.example", "*.wild.example"],
    ["exact.wild.example", "exact.wild.example"],
    [".wild.example", "*.wild.example"],
    ["x.port.example:81", "*.port.example:81"],
    ["x.port.example", "/"],
    ["[2001:db8::1]", "[2001:db8::1]"],
    ["[2001:DB8::1]:1234", "[2001:db8::1]"],
    ["[2001:db8::2]:8080", "[2001:db8::2]:8080"],
    ["[2001:db8::2]", "/"],
    ["dotted.example", "dotted.example."],
    ["1.2.3.4:1", "1.2.3.4"],
    ["", "/"],
    ["a.b.c.d.e.f", "/"],
  ])("Host: %s goes to %s", (host, place) => {
    expect(ask(hostApp, "/", { headers: ["host", host] })).toBe(`${place} |/`);
  });

  test("a host and a path together, and a path that the host has not", () => {
    const headers = ["Host", "a.example"];
    expect(ask(hostApp, "/api/x", { headers })).toBe("A.example/api /api|/x");
    expect(ask(hostApp, "/apix", { headers })).toBe("a.example |/apix");
    const partly = mount(places("a.example/api", "*.example/web", "/web", "/"));
    expect(ask(partly, "/api", { headers })).toBe("a.example/api /api|");
    expect(ask(partly, "/web", { headers })).toBe("*.example/web /web|");
    expect(ask(partly, "/else", { headers })).toBe("/ |/else");
  });

  test("places that all name a host: others are 404, be it one place or two", () => {
    for (const app of [mount(places("a.example")), mount(places("a.example", "b.example"))]) {
      expect(ask(app, "/x", { headers: ["host", "a.example"] })).toBe("a.example |/x");
      expect(ask(app, "/x", { headers: ["host", "c.example"] })).toBe("Not Found");
    }
  });

  test("without a Host header the server's own name and port count", () => {
    expect(ask(hostApp, "/", { serverName: "A.example" })).toBe("a.example |/");
    expect(ask(hostApp, "/", { serverName: "a.example", serverPort: 8443 })).toBe("a.example:8443 |/");
    expect(ask(hostApp, "/", { serverName: "2001:db8::1" })).toBe("[2001:db8::1] |/");
    expect(ask(hostApp, "/", { serverName: "a.example", headers: ["host", ""] })).toBe("a.example |/");
  });

  test("the same name under several schemes of case is one place", () => {
    expect(() => mount(places("a.example", "A.EXAMPLE"))).toThrow("twice");
  });
});

describe("places", () => {
  test.each([
    ["/api", "/api/"],
    ["/", "/", "a.example", "a.example/"],
    ["/%61pi", "/api"],
    ["/%C3%A9", "/é"],
    ["a.example", "a.example."],
    ["a.example/x", "A.example/x/"],
  ])("listed twice are refused: %s, %s", (...names) => {
    const both = [...new Set(names)];
    expect(() => mount(places(...both))).toThrow(
      expect.objectContaining({ code: "TSGI_MOUNT_INVALID", message: expect.stringContaining("twice") }),
    );
  });

  test.each([
    "",
    "//",
    "/a//b",
    "/a//",
    "/a?b",
    "/a#b",
    "*",
    "*/a",
    "*.",
    "a.*.example",
    ":80",
    "a.example:",
    "a.example:x",
    "a b",
    "http://a.example/",
    "a.example//",
    "[::1",
    "::1",
    "[nope]",
    " /a",
    "a@b.example",
  ])("%j is refused", (place) => {
    expect(() => mount({ [place]: at("x") })).toThrow(
      expect.objectContaining({
        code: "TSGI_MOUNT_INVALID",
        message: expect.stringContaining(JSON.stringify(place)),
      }),
    );
  });

  test("what is not an application is refused at once", () => {
    expect(() => mount({ "/": {} as ApplicationLike })).toThrow(
      expect.objectContaining({ code: "TSGI_APPLICATION_INVALID" }),
    );
  });
});

/** Counts the look-ups in tables, which is what there is to grow. */
function lookups(act: () => void): number {
  const get = vi.spyOn(Map.prototype, "get");
  act();
  const count = get.mock.calls.length;
  get.mockRestore();
  return count;
}

const table = (size: number): Application =>
  mount(places("/", ...Array.from({ length: size }, (_, i) => [`/p${i}`, `h${i}.example/p${i}`]).flat()));
const cost = (app: Application): number =>
  lookups(() => void ask(app, "/p1/x/y/z", { headers: ["host", "h1.example"] }));

describe("the cost of a request", () => {
  test("does not grow with the number of places, of paths or of hosts", () => {
    const few = cost(table(2));
    expect(few).toBeGreaterThan(1);
    expect(cost(table(2000))).toBe(few);
  });

  test("does not grow with a Host header that no name can have", () => {
    const app = mount(places("/", "*.example"));
    const host = `${"a.".repeat(5000)}example`;
    expect(lookups(() => void ask(app, "/", { headers: ["host", host] }))).toBeLessThan(300);
    expect(ask(app, "/", { headers: ["host", host] })).toBe("/ |/");
    expect(ask(app, "/", { headers: ["host", `${"a.".repeat(123)}example`] })).toBe("*.example |/");
  });
});

describe("the lifecycle", () => {
  test("[M14] of every mounted application is run, in order and back", async () => {
    const calls: string[] = [];
    const app = mount({ "/a": noting("a", calls), "/b": noting("b", calls), "/c": answer("c") });
    await app.startup!(fakeServer);
    await app.shutdown!();
    expect(calls).toEqual(["a up", "b up", "b down", "a down"]);
  });

  test("[M14] of one that is mounted twice is run once", async () => {
    const calls: string[] = [];
    const object = { handle: answer("x"), startup: () => void calls.push("up") };
    const app = mount({ "/a": object, "/b": object, "/c": asApplication(object) });
    await app.startup!(fakeServer);
    expect(calls).toEqual(["up"]);
  });

  test("[M14] a failing startup stops those that were started, and is the error", async () => {
    const calls: string[] = [];
    const app = mount({
      "/a": noting("a", calls),
      "/b": noting("b", calls),
      "/c": noting("c", calls, true),
      "/d": noting("d", calls),
    });
    await expect(app.startup!(fakeServer)).rejects.toThrow("c fails");
    expect(calls).toEqual(["a up", "b up", "b down", "a down"]);
    await app.shutdown!();
    expect(calls).toHaveLength(4);
  });

  test("[M14] a failing shutdown is reported, and does not prevent the others", async () => {
    const calls: string[] = [];
    const failing = {
      ...noting("b", calls),
      handle: answer("b"),
      shutdown: () => Promise.reject(new Error("stuck")),
    };
    const app = mount({ "/a": noting("a", calls), "/b": failing, "/c": noting("c", calls) });
    await app.startup!(fakeServer);
    await expect(app.shutdown!()).rejects.toThrow("stuck");
    expect(calls.slice(-2)).toEqual(["c down", "a down"]);
  });

  test("there is none if no application has one", () => {
    const app = mount({ "/": answer("x") });
    expect([app.startup, app.shutdown]).toEqual([undefined, undefined]);
  });
});
