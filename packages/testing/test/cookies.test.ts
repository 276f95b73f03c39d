import { CookieJar } from "@tsgi/testing";
import { afterEach, describe, expect, test, vi } from "vitest";

function jarWith(...lines: [header: string, target: string][]): CookieJar {
  const jar = new CookieJar();
  for (const [header, target] of lines) jar.store(header, target);
  return jar;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("the path of a cookie", () => {
  test.each([
    ["id=1; Path=/a", "/", "/a", "id=1"],
    ["id=1; Path=/a", "/", "/a/b?q", "id=1"],
    ["id=1; Path=/a/", "/", "/a/b", "id=1"],
    ["id=1; Path=/a", "/", "/ab", ""],
    ["id=1; Path=/a", "/", "/", ""],
    ["id=1", "/a/b?q=/c/d", "/a", "id=1"],
    ["id=1", "/a/b", "/a/c", "id=1"],
    ["id=1", "/a/b", "/b", ""],
    ["id=1", "/a", "/b", "id=1"],
    ["id=1; Path=a", "/b/c", "/b/d", "id=1"],
  ])("%s, set at %s: %s sends %j", (header, setAt, target, sent) => {
    expect(jarWith([header, setAt]).header(target, false)).toBe(sent);
  });

  test("sorts longer paths first", () => {
    expect(jarWith(["a=1; Path=/", "/"], ["a=2; Path=/x", "/"]).header("/x", false)).toBe("a=2; a=1");
  });
});

describe("the life of a cookie", () => {
  test.each([
    ["Max-Age=10", 9_999, "id=1"],
    ["Max-Age=10", 10_000, ""],
    ["Max-Age=0", 0, ""],
    ["Max-Age=-1", 0, ""],
    ["Max-Age=soon", 99_999, "id=1"],
    ["Expires=Thu, 01 Jan 1970 00:00:10 GMT", 9_999, "id=1"],
    ["Expires=Thu, 01 Jan 1970 00:00:10 GMT", 10_000, ""],
    ["Expires=never", 99_999, "id=1"],
    ["Expires=Thu, 01 Jan 1970 00:00:10 GMT; Max-Age=20", 15_000, "id=1"],
  ])("%s: after %d ms it sends %j", (attributes, time, sent) => {
    vi.useFakeTimers({ now: 0 });
    const jar = jarWith([`id=1; ${attributes}`, "/"]);
    vi.setSystemTime(time);
    expect(jar.header("/", false)).toBe(sent);
  });

  test("ends when it is set again with a past expiry", () => {
    expect(
      jarWith(["a=1", "/"], ["b=2", "/"], ["a=; Max-Age=0", "/"])
        .all()
        .map(({ name }) => name),
    ).toEqual(["b"]);
  });
});

test("a secure cookie is sent only over https", () => {
  const jar = jarWith(["id=1; secure; HttpOnly", "/"]);
  expect([jar.header("/", false), jar.header("/", true)]).toEqual(["", "id=1"]);
});

test("an invalid cookie is not stored", () => {
  expect(jarWith(["id", "/"], ["=1", "/"], ["", "/"]).all()).toEqual([]);
});

test("a value keeps its equals signs and quotes", () => {
  expect(jarWith(['id = "a=b" ; Path=/', "/"]).header("/", false)).toBe('id="a=b"');
});

test("cookies can be set, read and cleared by hand", () => {
  const jar = new CookieJar();
  jar.set("id", "7");
  expect([jar.get("id"), jar.header("/any", false)]).toEqual(["7", "id=7"]);
  jar.clear();
  expect(jar.get("id")).toBeUndefined();
});
