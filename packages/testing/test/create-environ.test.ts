import { createKey } from "@tsgi/core";
import { createEnviron } from "@tsgi/testing";
import { expect, test } from "vitest";

test("is a plain GET of / by default", async () => {
  const environ = createEnviron();
  const { method, scriptName, pathInfo, queryString, target, headers } = environ;
  expect([method, scriptName, pathInfo, queryString, target]).toEqual(["GET", "", "/", "", "/"]);
  expect(headers).toEqual(["host", "localhost"]);
  expect(await environ.input.text()).toBe("");
});

test("splits a target at the mount point", () => {
  const { scriptName, pathInfo, queryString, target, segments } = createEnviron({
    target: "/api/a%2Fb?q=%20",
    basePath: "/api",
  });
  expect([scriptName, pathInfo, queryString]).toEqual(["/api", "/a%2Fb", "q=%20"]);
  expect([target, segments]).toEqual(["/api/a%2Fb?q=%20", ["a/b"]]);
});

test("has headers, body and values", async () => {
  const user = createKey<string>("test.user");
  const environ = createEnviron({
    method: "POST",
    headers: [["Content-Type", "text/plain"]],
    body: "caf\xe9",
    values: [[user, "Ann"]],
  });
  expect([environ.contentType, environ.contentLength, environ.get(user)]).toEqual(["text/plain", 5, "Ann"]);
  expect(await environ.input.text()).toBe("caf\xe9");
});

test("writes to another log", () => {
  let log = "";
  createEnviron({ log: { write: (text) => void (log += text), flush: () => {} } }).errors.write("Hello\n");
  expect(log).toBe("Hello\n");
});

test.each<[object]>([[{ target: "a" }], [{ target: "/a", basePath: "/b" }], [{ path: "/a" }]])(
  "refuses %j",
  (options) => {
    expect(() => createEnviron(options)).toThrow("TSGI_OPTION_INVALID");
  },
);
