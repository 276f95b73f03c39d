import { expect } from "vitest";

/** Checks the sample of one kind: it sees the request, returns a body, streams, sets cookies, and fails. */
export async function visitSample(gateway: string, place: string): Promise<void> {
  const base = new URL(place, gateway).href;
  const kind = place.split("/").at(-1);

  const hello = await fetch(`${base}/hello?name=a%20b&name=c`, { method: "PUT", body: "ignored" });
  expect(hello.headers.get("content-type")).toMatch(/^application\/json\b/);
  expect(await hello.json()).toEqual({ kind, method: "PUT", path: "/hello", query: "name=a%20b&name=c" });

  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
  const echoed = await fetch(`${base}/echo`, {
    method: "POST",
    headers: { "content-type": "application/x-sample" },
    body: bytes,
  });
  expect(echoed.headers.get("content-type")).toBe("application/x-sample");
  expect(Buffer.from(await echoed.arrayBuffer()).equals(bytes)).toBe(true);

  expect(await (await fetch(`${base}/stream`)).text()).toBe("one\ntwo\nthree\n");

  const cookies = await fetch(`${base}/cookies`, { headers: { cookie: "c=3; d=4" } });
  expect(cookies.headers.getSetCookie().map((line) => line.split(";", 1)[0])).toEqual(["a=1", "b=2"]);
  expect(await cookies.text()).toBe("c=3; d=4");

  const head = await fetch(`${base}/hello`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect((await fetch(`${base}/nothing`)).status).toBe(404);

  const failed = await fetch(`${base}/error`);
  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toMatch(/secret|at .*:\d+/);
  expect((await fetch(`${base}/hello`)).status).toBe(200);
}
