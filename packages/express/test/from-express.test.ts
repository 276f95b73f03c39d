import express5 from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mount } from "@tsgi/core";
import { fromExpress } from "@tsgi/express";
import { createClient } from "@tsgi/testing";
import { answerOf, type SeenAnswer } from "./_answers.ts";
import { differences, type ExpressHost } from "./_express-differences.ts";
import { inProcess, native, runtimes, type Place } from "./_express-hosts.ts";
import { recorded, titleOf, type Recorded } from "./_express-requests.ts";
import { expresses } from "./_expresses.ts";

const hosts = [
  ...expresses.flatMap(([name, express]) =>
    Object.entries(inProcess).map(([host, start]) => ({ name, express, host, start: () => start(express) })),
  ),
  ...Object.entries(runtimes).map(([host, start]) => ({ name: "Express 5", express: express5, host, start })),
] as { name: string; express: typeof express5; host: ExpressHost; start: () => Promise<Place> }[];

test("there are 200 requests or more, each with a title of its own", () => {
  const titles = new Set(recorded.map(titleOf));
  expect(titles.size).toBe(recorded.length);
  expect(titles.size).toBeGreaterThanOrEqual(200);
});

describe.each(hosts)("$name on $host", ({ express, host, start }) => {
  let places: Place[];
  beforeAll(async () => {
    places = await Promise.all([native(express), start()]);
  });
  afterAll(() => Promise.all(places.map((place) => place.close())));

  test("answers as Express by itself, except for the table of differences", async () => {
    const [own, ours] = places as [Place, Place];
    const unexpected: object[] = [];
    const closed: string[] = [];
    for (const request of requestsFor(host)) {
      const title = titleOf(request);
      const [wanted, seen] = await Promise.all([answerOf(own.url, request), answerOf(ours.url, request)]);
      const isEqual = equal(wanted, seen);
      const isListed = differences.some(
        ({ hosts: on, requests }) => on.includes(host) && requests.test(title),
      );
      if (!isEqual && !isListed) unexpected.push({ title, wanted, seen });
      if (isEqual && isListed) closed.push(title);
    }
    expect(unexpected).toEqual([]);
    expect(closed, "these do not differ any more: take them from the table").toEqual([]);
  });
});

test('prefix "keep": routes have the path that the application is mounted at', async () => {
  for (const [, express] of expresses) {
    const app = express().get("/shop/users", (request, response) => void response.send(request.url));
    await using client = createClient(mount({ "/shop": fromExpress(app, { prefix: "keep" }) }));
    expect(await (await client.get("/shop/users?q")).text()).toBe("/shop/users?q");
    await using other = createClient(mount({ "/shop": fromExpress(app) }));
    expect((await other.get("/shop/users?q")).status).toBe(404);
  }
});

test("what is not an Express application is refused at once", () => {
  expect(() => fromExpress((() => {}) as never)).toThrow("TSGI_APPLICATION_INVALID");
  expect(() => fromExpress({} as never)).toThrow("TSGI_APPLICATION_INVALID");
});

function requestsFor(host: ExpressHost): readonly Recorded[] {
  // A Worker has no files.
  return host === "cloudflare-workers" ? recorded.filter(({ needsFiles }) => !needsFiles) : recorded;
}

function equal(a: SeenAnswer, b: SeenAnswer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
