import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createKey, Environ, type Rewrite } from "../src/index.ts";
import { exchangeOf, isAsReceived, MemoryInput } from "../src/server/index.ts";
import { environOf, fakeEnviron, FakeExchange, FakeTransport } from "./_exchange.ts";

describe("header", () => {
  const headers = [
    "Accept",
    "a",
    "X-Empty",
    "",
    "accept",
    "b",
    "Cookie",
    "c=1",
    "COOKIE",
    "d=2",
    "ACCEPT",
    "c",
  ];
  const environ = fakeEnviron({ headers });

  test.each([
    ["accept", "a, b, c"],
    ["ACCEPT", "a, b, c"],
    ["cookie", "c=1; d=2"],
    ["x-empty", ""],
    ["X-Absent", undefined],
    ["x-empt", undefined],
    ["", undefined],
  ])("[S12][N15][P21] header(%j) is %j", (name, value) => {
    expect(environ.header(name)).toBe(value);
  });

  test.each([
    ["Accept", ["a", "b", "c"]],
    ["cookie", ["c=1", "d=2"]],
    ["x-empty", [""]],
    ["x-absent", []],
  ])("headerAll(%j) is %j", (name, values) => {
    expect(environ.headerAll(name)).toEqual(values);
  });

  test("a header's value is not taken for a name", () => {
    const swapped = fakeEnviron({ headers: ["x-a", "accept", "x-b", "1"] });
    expect(swapped.header("accept")).toBeUndefined();
    expect(swapped.headerAll("accept")).toEqual([]);
  });

  test("the list is the host's own, untouched", () => {
    expect(environ.headers).toBe(headers);
  });
});

const bare = (exchange: FakeExchange): Environ => new Environ(exchange, "GET", "", "/", "");

describe("an environ that the host made without a list", () => {
  class Listing extends FakeTransport {
    built = 0;
    override get fields(): readonly string[] {
      this.built++;
      return ["Host", "a.example", "Accept", "a", "accept", "b", "Content-Length", "3"];
    }
  }
  test("[S12] reads the headers from its exchange, when they are asked for", () => {
    const transport = new Listing();
    const environ = bare(new FakeExchange({}, transport));
    expect(transport.built).toBe(0);
    expect([environ.header("ACCEPT"), environ.headerAll("accept")]).toEqual(["a, b", ["a", "b"]]);
    expect([environ.contentLength, environ.contentType]).toEqual([3, undefined]);
    expect(environ.headers).toHaveLength(8);
    expect(environ.derive().header("host")).toBe("a.example");
    expect(environ.derive({ headers: [] }).header("host")).toBeUndefined();
  });

  test("has none if the exchange has none", () => {
    expect([bare(new FakeExchange()).headers, bare(new FakeExchange()).header("host")]).toEqual([
      [],
      undefined,
    ]);
  });

  test("lets the host find a field by a shorter way, by its name in lower case", () => {
    const exchange = new FakeExchange();
    const asked: string[] = [];
    exchange.transport.field = (key) => (asked.push(key), "found");
    expect(bare(exchange).header("X-Any")).toBe("found");
    expect(bare(exchange).derive({ pathInfo: "/x" }).contentType).toBe("found");
    expect(bare(exchange).derive({ headers: [] }).header("x-any")).toBeUndefined();
    expect(asked).toEqual(["x-any", "content-type"]);
  });
});

describe("content-type and content-length", () => {
  test.each([
    ["0", 0],
    ["14", 14],
    ["007", 7],
    ["", undefined],
    ["+5", undefined],
    ["-5", undefined],
    ["5, 5", undefined],
    ["0x10", undefined],
    ["1e3", undefined],
    ["5.0", undefined],
  ])("[S09] Content-Length: %j is %j", (value, length) => {
    expect(fakeEnviron({ headers: ["Content-Length", value] }).contentLength).toBe(length);
  });

  test("[S09] neither is invented", () => {
    const environ = fakeEnviron({ method: "POST", body: "x" });
    expect(environ.contentType).toBeUndefined();
    expect(environ.contentLength).toBeUndefined();
  });

  test("[S09] the type is as sent", () => {
    const environ = fakeEnviron({ headers: ["CONTENT-TYPE", "Text/Plain; Charset=x"] });
    expect(environ.contentType).toBe("Text/Plain; Charset=x");
  });
});

describe("segments", () => {
  test.each([
    ["", []],
    ["*", []],
    ["/", [""]],
    ["/a", ["a"]],
    ["/a/", ["a", ""]],
    ["//foo///bar", ["", "foo", "", "", "bar"]],
    ["/a%2Fb/c", ["a/b", "c"]],
    ["/a%2fb", ["a/b"]],
    ["/%2c", [","]],
    ["/%252c", ["%2c"]],
    ["/%E3%81%82", ["あ"]],
    ["/a+b%20c", ["a+b c"]],
    ["/%EF%BB%BFx", ["\uFEFFx"]],
    ["/100%", ["100%"]],
    ["/%zz/%4", ["%zz", "%4"]],
    ["/%41%zz%42", ["A%zzB"]],
    ["/%ff", ["\uFFFD"]],
    ["/%E3%81/x", ["\uFFFD", "x"]],
    ["/%ff%E3%81%82%", ["\uFFFDあ%"]],
    ["/..", [".."]],
    // What one segment holds does not change how another is read.
    ["/%/a%20b/%ff/c%C3%A9/%C3%A/d", ["%", "a b", "\ufffd", "cé", "\ufffd%A", "d"]],
  ])("[P12][P13][P14][P36] of %j are %j", (pathInfo, segments) => {
    expect(fakeEnviron().derive({ pathInfo }).segments).toEqual(segments);
  });

  test("never throw, and are as many as there are slashes", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("/", "%", "%2F", "%ff", "%E3%81%82", "%C0%80"),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const pathInfo = `/${pieces.join("")}`;
        const { segments } = fakeEnviron().derive({ pathInfo });
        expect(segments).toHaveLength(pathInfo.split("/").length - 1);
        expect(segments.every((segment) => typeof segment === "string")).toBe(true);
      }),
    );
  });

  test("decode any text that was encoded", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (parts) => {
        const pathInfo = parts.map((part) => `/${encodeURIComponent(part)}`).join("");
        expect(fakeEnviron().derive({ pathInfo }).segments).toEqual(parts);
      }),
    );
  });
});

describe("derive", () => {
  class HostEnviron extends Environ {
    override earlyHints(): void {}
  }
  const original = (): HostEnviron => {
    const exchange = new FakeExchange({ target: "/api/x?q=1" });
    return new HostEnviron(exchange, "GET", "/api", "/x", "q=1", ["Host", "a"]);
  };

  test("without arguments is an equal copy of the same class and exchange", () => {
    const environ = original();
    const copy = environ.derive();
    expect(copy).not.toBe(environ);
    expect(copy).toBeInstanceOf(HostEnviron);
    expect(exchangeOf(copy)).toBe(exchangeOf(environ));
    expect(copy.input).toBe(environ.input);
    for (const name of [...fields, "target"] as const) expect(copy[name]).toBe(environ[name]);
  });

  const fields = [
    "method",
    "scriptName",
    "pathInfo",
    "queryString",
    "headers",
    "protocol",
    "scheme",
    "serverName",
    "serverPort",
    "remoteAddress",
    "remotePort",
    "input",
  ] as const;
  const rewrites: Required<Rewrite> = {
    method: "POST",
    scriptName: "/other",
    pathInfo: "",
    queryString: "",
    headers: ["host", "b"],
    protocol: "HTTP/2",
    scheme: "https",
    serverName: "other.example",
    serverPort: 8443,
    remoteAddress: "",
    remotePort: 0,
    input: new MemoryInput(),
  };

  test.each(fields)("[M13] replaces %s alone, and leaves the original unchanged", (name) => {
    const environ = original();
    const before = Object.fromEntries(fields.map((field) => [field, environ[field]]));
    const copy = environ.derive({ [name]: rewrites[name] });
    const now = (of: Environ): object => Object.fromEntries(fields.map((field) => [field, of[field]]));
    expect(now(copy)).toEqual({ ...before, [name]: rewrites[name] });
    expect(copy[name]).toBe(rewrites[name]);
    expect(now(environ)).toEqual(before);
  });

  test.each(fields)("keeps %s over further copies", (name) => {
    const copy = original()
      .derive({ [name]: rewrites[name] })
      .derive()
      .derive({ method: "PUT", serverPort: 1 });
    expect(copy[name]).toBe(name === "method" ? "PUT" : name === "serverPort" ? 1 : rewrites[name]);
  });

  test("keeps what was assigned before", () => {
    const environ = original();
    environ.pathInfo = "/assigned";
    expect(environ.derive({ method: "PUT" }).pathInfo).toBe("/assigned");
  });

  test("leaves the target as received", () => {
    const copy = original().derive({ pathInfo: "/other", serverName: "other.example" });
    expect(copy.target).toBe("/api/x?q=1");
  });

  test("reads headers, type and length from the fields that were passed", () => {
    const copy = original().derive({ headers: ["Content-Type", "a/b", "Content-Length", "3"] });
    expect([copy.header("host"), copy.contentType, copy.contentLength]).toEqual([undefined, "a/b", 3]);
  });

  test("shares values, signal and callbacks", () => {
    const key = createKey<string>("test.value");
    const environ = original();
    const copy = environ.derive({ pathInfo: "/y" });
    copy.set(key, "set on the copy");
    expect(environ.get(key)).toBe("set on the copy");
    expect(environ.derive().get(key)).toBe("set on the copy");
    expect(copy.signal).toBe(environ.signal);
    const order: string[] = [];
    environ.onFinish(() => order.push("original"));
    copy.onFinish(() => order.push("copy"));
    exchangeOf(environ).finished();
    expect(order).toEqual(["copy", "original"]);
  });
});

describe("values", () => {
  test("are kept under their key, not under its name", () => {
    const one = createKey<number>("test.same");
    const two = createKey<number>("test.same");
    const environ = fakeEnviron();
    environ.set(one, 1);
    expect(environ.get(one)).toBe(1);
    expect(environ.get(two)).toBeUndefined();
    environ.set(one, 2);
    expect(environ.get(one)).toBe(2);
  });

  test("[S04] belong to their own request", () => {
    const key = createKey<number>("test.value");
    const [first, second] = [fakeEnviron(), fakeEnviron()];
    first.set(key, 1);
    expect(second.get(key)).toBeUndefined();
  });
});

test("[S04] environ is an Environ of its class, neither frozen nor sealed, and takes assignments", () => {
  const environ = fakeEnviron({ target: "/a?b" });
  expect(environ).toBeInstanceOf(Environ);
  expect(environ.constructor).toBe(Environ);
  expect(Object.isExtensible(environ)).toBe(true);
  environ.method = "PUT";
  environ.scriptName = "/x";
  environ.pathInfo = "/y";
  environ.queryString = "z";
  expect([environ.method, environ.scriptName, environ.pathInfo, environ.queryString]).toEqual([
    "PUT",
    "/x",
    "/y",
    "z",
  ]);
});

test("the connection's facts come from the exchange", () => {
  const exchange = new FakeExchange({
    target: "/t",
    protocol: "HTTP/1.0",
    scheme: "https",
    serverName: "s.example",
    serverPort: 8443,
    remoteAddress: "192.0.2.7",
    remotePort: 7,
  });
  const environ = environOf(exchange);
  const { target, protocol, scheme, serverName, serverPort, remoteAddress, remotePort } = environ;
  expect([target, protocol, scheme, serverName, serverPort, remoteAddress, remotePort]).toEqual([
    "/t",
    "HTTP/1.0",
    "https",
    "s.example",
    8443,
    "192.0.2.7",
    7,
  ]);
  expect(environ.input).toBe(exchange.transport.input);
  expect(environ.errors).toBe(exchange.errors);
  expect(environ.server).toBe(exchange.hosted.info);
  expect(environ.signal).toBe(exchange.signal);
});

test("[F01] capabilities are absent if the host has none", () => {
  const environ = fakeEnviron();
  expect([environ.earlyHints, environ.fileBody, environ.trailers]).toEqual([undefined, undefined, undefined]);
});

describe("createKey", () => {
  test.each(["auth.user", "a.b", "acme_corp.v2.user_id", "x1.2", "_._"])("[S28] takes %j", (name) => {
    const key = createKey(name);
    expect(key.name).toBe(name);
    expect(Object.isFrozen(key)).toBe(true);
  });

  test.each([
    "",
    "user",
    "Auth.user",
    "auth.User",
    "auth.",
    ".user",
    "auth..user",
    "auth-x.user",
    "a.b\n",
    "a b.c",
  ])("[S28] refuses %j", (name) => {
    expect(() => createKey(name)).toThrow(
      expect.objectContaining({
        code: "TSGI_KEY_INVALID",
        message: expect.stringContaining(JSON.stringify(name)),
      }),
    );
  });
});

describe("isAsReceived", () => {
  test("holds on copies that move the path alone, and for no other", () => {
    const environ = fakeEnviron({});
    const isKept = (rewrite: Rewrite): boolean => isAsReceived(environ.derive(rewrite).derive());
    expect(isAsReceived(environ)).toBe(true);
    expect(isKept({ scriptName: "/a", pathInfo: "/b", queryString: "c", method: "PUT" })).toBe(true);
    for (const rewrite of [
      { headers: ["x-a", "1"] },
      { input: new MemoryInput() },
      { remoteAddress: "192.0.2.1" },
      { scheme: "https" },
    ] as const) {
      expect(isKept(rewrite)).toBe(false);
    }
  });
});
