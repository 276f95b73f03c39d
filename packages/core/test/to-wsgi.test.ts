import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toWsgi } from "../src/wsgi/index.ts";
import { fakeEnviron } from "./_exchange.ts";

describe("toWsgi", () => {
  test("returns PEP 3333's dictionary", () => {
    const environ = fakeEnviron({
      method: "POST",
      target: "/app/x%20y/z?q=%20",
      scriptName: "/app",
      headers: [
        "Host",
        "a.example",
        "Content-Type",
        "text/plain",
        "Content-Length",
        "3",
        "X-A",
        "1",
        "x-a",
        "2",
      ],
      body: "abc",
      scheme: "https",
      serverPort: 443,
    });
    expect(toWsgi(environ)).toEqual({
      REQUEST_METHOD: "POST",
      SCRIPT_NAME: "/app",
      PATH_INFO: "/x y/z",
      QUERY_STRING: "q=%20",
      CONTENT_TYPE: "text/plain",
      CONTENT_LENGTH: "3",
      SERVER_NAME: "server.example",
      SERVER_PORT: "443",
      SERVER_PROTOCOL: "HTTP/1.1",
      REMOTE_ADDR: "192.0.2.1",
      REMOTE_PORT: "50000",
      HTTP_HOST: "a.example",
      HTTP_X_A: "1, 2",
      "wsgi.version": [1, 0],
      "wsgi.url_scheme": "https",
      "wsgi.input": environ.input,
      "wsgi.errors": environ.errors,
      "wsgi.multithread": false,
      "wsgi.multiprocess": false,
      "wsgi.run_once": false,
    });
  });

  test("[S17][S16] every value without a dot is a string, and what is not known is left out", () => {
    const bare = toWsgi(fakeEnviron({ remoteAddress: "", remotePort: 0 }));
    for (const name of ["CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR", "REMOTE_PORT"]) {
      expect(bare).not.toHaveProperty(name);
    }
    expect(toWsgi(fakeEnviron({ remotePort: 0 }))).not.toHaveProperty("REMOTE_PORT");
    const full = fakeEnviron({ headers: ["Content-Length", "3", "x", "", "Content-Type", ""] });
    for (const [name, value] of Object.entries(toWsgi(full))) {
      expect([name, name.includes(".") || typeof value === "string"]).toEqual([name, true]);
    }
  });

  test.each([
    ["/a%2cb", "/a,b"],
    ["/a%2Cb", "/a,b"],
    ["/%252c", "/%2c"],
    ["/%E3%81%82", "/\xe3\x81\x82"],
    ["/%00%ff", "/\x00\xff"],
    ["/a%2Fb", "/a/b"],
    ["/a+b", "/a+b"],
    ["/100%", "/100%"],
    ["/%zz%41", "/%zzA"],
    ["//foo///bar/baz", "//foo///bar/baz"],
  ])("[P12][P13][P14][P36] PATH_INFO of %s", (target, path) => {
    expect(toWsgi(fakeEnviron({ target })).PATH_INFO).toBe(path);
  });

  test("SCRIPT_NAME is decoded in the same way, OPTIONS * stays", () => {
    const mounted = fakeEnviron({ target: "/caf%C3%A9/x", scriptName: "/caf%C3%A9" });
    expect([toWsgi(mounted).SCRIPT_NAME, toWsgi(mounted).PATH_INFO]).toEqual(["/caf\xc3\xa9", "/x"]);
    expect(toWsgi(fakeEnviron({ method: "OPTIONS", target: "*" })).PATH_INFO).toBe("*");
  });

  test("a path of very many escapes is decoded, not refused", () => {
    const path = toWsgi(fakeEnviron({ target: `/${"%41".repeat(300_000)}` })).PATH_INFO;
    expect(path).toHaveLength(300_001);
  });

  test("[S70] turns every path into characters of one byte each that encode the right bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const path = toWsgi(fakeEnviron({ target: `/${encodeURIComponent(text)}` })).PATH_INFO;
        expect(Buffer.from(path, "latin1").toString("utf8")).toBe(`/${text}`);
      }),
    );
  });

  test("[N08][P23] type and length have no HTTP_ prefix, and cookies are HTTP_COOKIE", () => {
    const wsgi = toWsgi(
      fakeEnviron({
        headers: ["content-type", "a/b", "CONTENT-LENGTH", "0", "Cookie", "a=1", "cookie", "b=2"],
      }),
    );
    expect(wsgi).not.toHaveProperty("HTTP_CONTENT_TYPE");
    expect(wsgi).not.toHaveProperty("HTTP_CONTENT_LENGTH");
    expect(wsgi).not.toHaveProperty("COOKIE");
    expect([wsgi.CONTENT_TYPE, wsgi.CONTENT_LENGTH, wsgi["HTTP_COOKIE"]]).toEqual(["a/b", "0", "a=1; b=2"]);
  });

  test.each([
    ["Proxy", "HTTP_PROXY"],
    ["PROXY", "HTTP_PROXY"],
    ["X_Forwarded_For", "HTTP_X_FORWARDED_FOR"],
    ["Content_Length", "HTTP_CONTENT_LENGTH"],
    ["Content_Type", "HTTP_CONTENT_TYPE"],
    ["__proto__", "HTTP___PROTO__"],
  ])("[S18] the header %s does not come through", (name, key) => {
    const wsgi = toWsgi(fakeEnviron({ headers: [name, "evil", "X-Forwarded-For", "good"] }));
    expect([wsgi["HTTP_X_FORWARDED_FOR"], wsgi.CONTENT_LENGTH, wsgi.CONTENT_TYPE]).toEqual([
      "good",
      undefined,
      undefined,
    ]);
    expect(wsgi[key]).toBe(key === "HTTP_X_FORWARDED_FOR" ? "good" : undefined);
    expect(Object.getPrototypeOf(wsgi)).toBe(Object.prototype);
  });

  test("[S18] the process environment is not in it", () => {
    process.env["TSGI_TEST_SECRET"] = "secret";
    expect(Object.values(toWsgi(fakeEnviron()))).not.toContain("secret");
    expect(toWsgi(fakeEnviron())).not.toHaveProperty("PATH");
    delete process.env["TSGI_TEST_SECRET"];
  });

  test("[S25][S26][S27] the flags are the server's", () => {
    const environ = fakeEnviron();
    Object.defineProperty(environ, "server", {
      value: { ...environ.server, multiprocess: true, runOnce: true },
    });
    const wsgi = toWsgi(environ);
    expect([wsgi["wsgi.multithread"], wsgi["wsgi.multiprocess"], wsgi["wsgi.run_once"]]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("[S04] each call returns a new dictionary", () => {
    const environ = fakeEnviron();
    const first = toWsgi(environ);
    first.PATH_INFO = "/changed";
    expect(toWsgi(environ).PATH_INFO).toBe("/");
    expect(environ.pathInfo).toBe("/");
  });
});
