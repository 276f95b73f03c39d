import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestUrl } from "../src/index.ts";
import { areFieldsSound, parseRequest, parseTarget, withHost } from "../src/server/index.ts";
import { fakeEnviron, type FakeRequest } from "./_exchange.ts";

describe("areFieldsSound", () => {
  test.each([
    ["nothing", []],
    ["a name", ["Host", "a.example"]],
    ["an empty one", ["Host", ""]],
    ["a port", ["host", "a.example:8080"]],
    ["an empty port", ["HOST", "a.example:"]],
    ["IPv4", ["Host", "192.0.2.1:80"]],
    ["IPv6", ["Host", "[2001:db8::1]:80"]],
    ["IPv4 in IPv6", ["Host", "[::ffff:192.0.2.1]"]],
    ["an underscore", ["Host", "a_b.example"]],
    ["what RFC 3986 allows in names", ["Host", "~a!$&'()*+,;=%41"]],
    ["one of each", ["Host", "a", "Content-Type", "b", "Content-Length", "5"]],
    ["an encoding alone", ["Transfer-Encoding", "chunked"]],
    ["other names twice", ["Accept", "a", "Accept", "b", "Cookie", "c", "Cookie", "d"]],
    ["names of the same lengths", ["Hast", "/", "Hast", "/", "content-tape", "a", "content-tape", "a"]],
    ["longer and shorter names", ["x-host", " ", "content-length-x", "a", "content-lengt", "b"]],
    ["a value that looks like a name", ["x", "Host", "y", "Host", "z", "content-length"]],
  ])("takes %s", (_what, fields) => {
    expect(areFieldsSound(fields)).toBe(true);
  });

  test.each([
    ["two hosts", ["Host", "a", "Host", "b"]],
    ["two equal hosts", ["Host", "a", "Host", "a"]],
    ["two hosts in two spellings", ["Host", "a", "hOST", "a"]],
    ["an empty and another host", ["host", "", "host", "a"]],
    ["a host with a space", ["Host", "a b"]],
    ["a host with a comma and a space", ["Host", "a, b"]],
    ["a host with a path", ["Host", "a/b"]],
    ["a host with a query", ["Host", "a?b"]],
    ["a host with a fragment", ["Host", "a#b"]],
    ["a host with a user", ["Host", "user@a"]],
    ["a URL as host", ["Host", "http://a"]],
    ["a host with a backslash", ["Host", "a\\b"]],
    ["a host with a line break", ["Host", "a\r\nx: y"]],
    ["a host that ends in one", ["Host", "a\n"]],
    ["a host with a NUL", ["Host", "a\0"]],
    ["a host beyond ASCII", ["Host", "é.example"]],
    ["an invalid port", ["Host", "a:b"]],
    ["a port that is too long", ["Host", "a:123456"]],
    ["two ports", ["Host", "a:1:2"]],
    ["a bracket left open", ["Host", "[::1"]],
    ["a bracket never opened", ["Host", "::1]"]],
    ["IPv6 without brackets", ["Host", "::1"]],
    ["brackets around a name", ["Host", "[name]"]],
    ["two lengths", ["Content-Length", "5", "Content-Length", "6"]],
    ["two equal lengths", ["Content-Length", "5", "content-length", "5"]],
    ["a list of lengths", ["Content-Length", "5, 5"]],
    ["a signed length", ["Content-Length", "+5"]],
    ["a negative length", ["Content-Length", "-5"]],
    ["a hexadecimal length", ["Content-Length", "0x5"]],
    ["a length with a space", ["Content-Length", "5 "]],
    ["an empty length", ["Content-Length", ""]],
    ["a length and an encoding", ["Content-Length", "5", "Transfer-Encoding", "chunked"]],
    ["an encoding and a length", ["TRANSFER-ENCODING", "identity", "CONTENT-LENGTH", "0"]],
    ["two types", ["Content-Type", "a", "content-type", "b"]],
    ["two equal types", ["Content-Type", "a", "Content-Type", "a"]],
  ])("[N05][N09][N10] refuses %s", (_what, fields) => {
    expect(areFieldsSound(fields)).toBe(false);
    expect(areFieldsSound(["Accept", "x", ...fields, "X-Last", "y"])).toBe(false);
  });

  test("[N05] forgets nothing it learnt, and remembers nothing it refused", () => {
    for (let time = 0; time < 2; time++) {
      expect(areFieldsSound(["Host", "good.example"])).toBe(true);
      expect(areFieldsSound(["Host", "bad example"])).toBe(false);
      expect(areFieldsSound(["Host", "good.example", "Host", "good.example"])).toBe(false);
    }
  });
});

describe("parseRequest", () => {
  const fields = ["Host", "a", "Accept", "*/*"];

  test("returns the parts of the target, and the very fields", () => {
    const parts = parseRequest("GET", "/x?q", fields);
    expect(parts).toEqual({ pathInfo: "/x", queryString: "q", fields });
    expect(parts!.fields).toBe(fields);
  });

  test("the authority of an absolute-form target replaces Host", () => {
    expect(parseRequest("GET", "http://b/x", fields)).toEqual({
      pathInfo: "/x",
      queryString: "",
      fields: ["Host", "b", "Accept", "*/*"],
    });
  });

  test("what may mean two things has no parts", () => {
    expect(parseRequest("GET", "x", fields)).toBeUndefined();
    expect(parseRequest("GET", "/x", [...fields, "host", "b"])).toBeUndefined();
  });
});

describe("parseTarget", () => {
  test.each([
    ["GET", "/", "/", ""],
    ["GET", "/a/b", "/a/b", ""],
    ["GET", "/?", "/", ""],
    ["GET", "/a?b?c", "/a", "b?c"],
    ["GET", "/a?", "/a", ""],
    ["GET", "//foo///bar/baz", "//foo///bar/baz", ""],
    ["GET", "//evil.example/a", "//evil.example/a", ""],
    ["GET", "/foo/bar%20baz%73?x=a", "/foo/bar%20baz%73", "x=a"],
    ["GET", "/a%2Fb?c%2Fd", "/a%2Fb", "c%2Fd"],
    ["GET", "/%zz?%", "/%zz", "%"],
    ["GET", "/http://a/b", "/http://a/b", ""],
    ["GET", "/a/../b", "/a/../b", ""],
    ["OPTIONS", "/a", "/a", ""],
    ["OPTIONS", "*", "*", ""],
  ])("[S07][S08][P36] %s %s", (method, target, pathInfo, queryString) => {
    expect(parseTarget(method, target)).toEqual({ pathInfo, queryString, authority: undefined });
  });

  test.each([
    ["http://a.example", "", "", "a.example"],
    ["http://a.example/", "/", "", "a.example"],
    ["HTTPS://A.Example:8443/b/c?d?e", "/b/c", "d?e", "A.Example:8443"],
    ["http://a.example?b", "", "b", "a.example"],
    ["http://[::1]:80/b", "/b", "", "[::1]:80"],
    ["http://a.example//b", "//b", "", "a.example"],
  ])("absolute: %s", (target, pathInfo, queryString, authority) => {
    expect(parseTarget("GET", target)).toEqual({ pathInfo, queryString, authority });
  });

  test.each([
    ["GET", ""],
    ["GET", "*"],
    ["POST", "*"],
    ["options", "*"],
    ["OPTIONS", "**"],
    ["OPTIONS", "*?a"],
    ["GET", "a"],
    ["GET", "a/b"],
    ["GET", "?a"],
    ["GET", "/a#b"],
    ["GET", "/a?b#c"],
    ["GET", "#"],
    ["GET", "http://a/#b"],
    ["GET", "a.example:443"],
    ["CONNECT", "a.example:443"],
    ["GET", "ftp://a/"],
    ["GET", "http:/a"],
    ["GET", "http:a"],
    ["GET", "http://"],
    ["GET", "http:///a"],
    ["GET", "http://:80/a"],
    ["GET", "http://?a"],
    ["GET", "http://user@a/"],
    ["GET", "http://user:pw@a/"],
    ["GET", "http://a b/"],
    ["GET", "http://a\\b/"],
    ["GET", "http://a:b/"],
    ["GET", "http://[::1/"],
    ["GET", "javascript:alert(1)"],
    ["GET", "\\a"],
    ["GET", " /a"],
  ])("[N06][N07] refuses %s %j", (method, target) => {
    expect(parseTarget(method, target)).toBeUndefined();
  });

  test("never throws, and of a path loses nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        parseTarget("GET", text);
        parseTarget("GET", `http://${text}`);
        const target = `/${text.replaceAll("#", "")}`;
        const { pathInfo, queryString } = parseTarget("GET", target)!;
        expect(pathInfo + (target.includes("?") ? `?${queryString}` : "")).toBe(target);
      }),
    );
  });
});

describe("withHost", () => {
  test("puts the authority in place of every Host the client sent, and changes nothing else", () => {
    const fields = ["Accept", "a", "HOST", "b", "host", "c", "x-host", "d", "e", "host"];
    const before = [...fields];
    expect(withHost(fields, "z.example")).toEqual([
      "Host",
      "z.example",
      "Accept",
      "a",
      "x-host",
      "d",
      "e",
      "host",
    ]);
    expect(fields).toEqual(before);
    expect(withHost([], "z")).toEqual(["Host", "z"]);
  });
});

describe("requestUrl", () => {
  const host = ["Host", "a.example:8080"];
  test.each([
    ["the Host header, unchanged", { headers: host, target: "/x" }, "http://a.example:8080/x"],
    ["the server's name", { target: "/x" }, "http://server.example/x"],
    ["an empty Host", { headers: ["host", ""] }, "http://server.example/"],
    ["another port", { serverPort: 8080 }, "http://server.example:8080/"],
    ["https", { scheme: "https", serverPort: 443 }, "https://server.example/"],
    ["https at port 80", { scheme: "https", serverPort: 80 }, "https://server.example:80/"],
    ["http at port 443", { serverPort: 443 }, "http://server.example:443/"],
    ["IPv6", { serverName: "::1", serverPort: 3000 }, "http://[::1]:3000/"],
    ["IPv6 at its scheme's port", { serverName: "::1" }, "http://[::1]/"],
    [
      "mount and query",
      { target: "/api/x%2Fy?q=%20&r", scriptName: "/api" },
      "http://server.example/api/x%2Fy?q=%20&r",
    ],
    ["OPTIONS *", { method: "OPTIONS", target: "*" }, "http://server.example"],
  ] as [string, FakeRequest, string][])("[S72] %s", (_what, request, url) => {
    expect(requestUrl(fakeEnviron(request))).toBe(url);
  });

  test("[S72][P25] returns the target unchanged, whatever it is", () => {
    const unit = fc.constantFrom("a", "%2F", "%zz", "/", "?", "é", "..", "=", "&", "+");
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const target = `/a${units.join("").replace(/\?+$/, "")}`;
        const url = requestUrl(fakeEnviron({ target, headers: host, scriptName: "/a" }));
        expect(url).toBe(`http://a.example:8080${target}`);
      }),
    );
  });
});
