import { describe, expect, test } from "vitest";
import { ask, requests, titleOf, type Answer, type Recorded } from "./fixtures/parity/requests.ts";
import { differences } from "./_parity-differences.ts";
import {
  collect,
  fastify4,
  hosts,
  native,
  onWorkerd,
  violations,
  withoutPlugins,
  type Host,
} from "./_parity-hosts.ts";

const natives = collect(native);

test("at least 100 requests are compared, and Fastify answers all but one of them", async () => {
  expect(requests.length).toBeGreaterThan(100);
  const failed = [...(await natives)].filter(([, { error }]) => error !== undefined).map(([title]) => title);
  expect(failed).toEqual(["HEAD /trailers"]);
});

/** Applies the table to Fastify's own response. */
function expectedOn(host: string, request: Recorded, answer: Answer, used: Set<string>): Answer {
  let expected = answer;
  for (const { why, on, of, becomes } of differences) {
    if (!on(host) || !of(request, expected)) continue;
    const next = becomes(expected, request);
    if (JSON.stringify(next) !== JSON.stringify(expected)) used.add(why);
    expected = next;
  }
  return expected;
}

/** The titles of the differences that there were. */
function compare(name: string, own: Map<string, Answer>, answers: Map<string, Answer>): Set<string> {
  const used = new Set<string>();
  for (const request of requests) {
    const title = titleOf(request);
    expect.soft(answers.get(title), title).toEqual(expectedOn(name, request, own.get(title)!, used));
  }
  return used;
}

/** A difference that is there no more is to leave the table. */
const told = (name: string): Set<string> =>
  new Set(differences.filter(({ on }) => on(name)).map(({ why }) => why));

describe("every answer is Fastify's own, byte for byte, except for the table of differences", () => {
  test.each(Object.keys(hosts))("on %s", async (name) => {
    expect(compare(name, await natives, await collect(hosts[name]!))).toEqual(told(name));
  });

  test("on workerd, readied while the Worker starts", async () => {
    expect(compare("workerd", await collect(withoutPlugins), await collect(onWorkerd))).toEqual(
      told("workerd"),
    );
  });

  test.each(["node", "node, the door closed"] as const)("of Fastify 4, on %s", async (name) => {
    const used = compare(name, await collect(fastify4.native), await collect(fastify4[name]));
    expect([...told(name)]).toEqual(expect.arrayContaining([...used]));
  });
});

test("what the validator finds is what Fastify does of itself", () => {
  expect([...violations].toSorted()).toEqual([
    "chunk-content-type", // /untyped streams and raw answers have no type
    "header-content-type-unneeded", // 304
  ]);
});

test("two requests at once see nothing of each other", async () => {
  const host: Host = await hosts["node, the door closed"]!();
  try {
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
    const answers = await Promise.all(
      users.map((user) => ask(host.url, { target: `/late?${user}`, headers: { "x-user": user } })),
    );
    expect(answers.map(({ headers }) => headers.find((field) => field.startsWith("x-user: ")))).toEqual(
      users.map((user) => `x-user: ${user}`),
    );
  } finally {
    await host.close();
  }
});
