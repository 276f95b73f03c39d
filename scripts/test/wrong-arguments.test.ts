/* oxlint-disable unicorn/consistent-function-scoping -- each function is next to its use */
/** Calls every exported function of the packages with wrong arguments: it must throw a coded error, never a raw one. */
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compose, mount, type Middleware } from "@tsgi/core";

const root = new URL("../../packages/", import.meta.url);

/** Not called: functions for authors of hosts, who rely on types, and functions that need another runtime. */
const LEFT: readonly RegExp[] = [
  /^(?:bun|deno|conformance) /, // separate programs, or suites that call a host
  /^\S+ \.\/(?:server|adapter|serve) /, // parts of hosts
  /^cloudflare-workers \. workerPeer$/, // takes the platform's Request
  // They read an environ or a context that their caller received.
  /^core \S+ (?:requestUrl|toWsgi)$/,
  /^hono \. getConnInfo$/,
  /^middleware \S+ (?:cookiesOf|formOf|sessionOf|startTiming|timeoutSignal|traceContext|traceHeaders)$/,
];

const nothing = (): null => null;
const CALLS: readonly (readonly unknown[])[] = [
  ...[undefined, null, 3, "x", true, Symbol("x"), {}, [], [3], [null]].map((value) => [value]),
  ...[3, "x", true, null].map((options) => [nothing, options]),
  [],
];

type AnyFunction = (...args: unknown[]) => unknown;

/** Functions by package, subpath and name. */
async function exported(): Promise<[id: string, call: AnyFunction][]> {
  const found: [string, AnyFunction][] = [];
  for (const name of readdirSync(root)) {
    const manifest = readFileSync(new URL(`${name}/package.json`, root), "utf8");
    const { exports } = JSON.parse(manifest) as { exports: Record<string, Record<string, string>> };
    for (const [subpath, { "@tsgi/source": source }] of Object.entries(exports)) {
      if (source === undefined || LEFT.some((left) => left.test(`${name} ${subpath} `))) continue;
      const module = (await import(new URL(`${name}/${source}`, root).href)) as Record<string, unknown>;
      for (const [key, value] of Object.entries(module)) {
        const isClass = Object.getOwnPropertyDescriptor(value ?? {}, "prototype")?.writable === false;
        if (typeof value === "function" && !isClass)
          found.push([`${name} ${subpath} ${key}`, value as AnyFunction]);
      }
    }
  }
  return found;
}

const functions = (await exported()).filter(([id]) => !LEFT.some((left) => left.test(id)));

test("finds functions to call", () => {
  expect(functions.length).toBeGreaterThan(50);
});

test.each(functions)("%s: a wrong argument causes a coded error, or none", async (id, call) => {
  for (const args of CALLS) {
    // A correct argument, after which it listens.
    if (/ serve(?:Locally)?$/.test(id) && args[0] === nothing) continue;
    const thrown = await attempt(() => call(...args));
    const seen = thrown === undefined ? "nothing" : (thrown as Error).name;
    expect([id, args.map(String), seen === "nothing" ? "TsgiError" : seen]).toEqual([
      id,
      args.map(String),
      "TsgiError",
    ]);
  }
});

async function attempt(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Functions that refuse an invalid argument at once. */
describe.each([
  ["core . compose", ["x"], "TSGI_MIDDLEWARE_INVALID"],
  ["core . compose", [undefined], "TSGI_MIDDLEWARE_INVALID"],
  ["core . mount", [undefined], "TSGI_MOUNT_INVALID"],
  ["core . mount", ["x"], "TSGI_MOUNT_INVALID"],
  ["core . mount", [3], "TSGI_MOUNT_INVALID"],
  ["core . mount", [{ "/": 3 }], "TSGI_APPLICATION_INVALID"],
  ["core . cascade", ["x"], "TSGI_APPLICATION_INVALID"],
  ["core . cascade", [["x"]], "TSGI_APPLICATION_INVALID"],
  ["core ./wsgi fromWsgi", [undefined], "TSGI_APPLICATION_INVALID"],
  ["node . fromNode", [3], "TSGI_APPLICATION_INVALID"],
  ["node . fromNode", [nothing, null], "TSGI_OPTION_INVALID"],
  ["node . fromConnect", [{}], "TSGI_MIDDLEWARE_INVALID"],
  ["node ./from fromFramework", [nothing], "TSGI_OPTION_INVALID"],
  ["node . toNode", [3], "TSGI_APPLICATION_INVALID"],
  ["express . fromExpress", [undefined], "TSGI_APPLICATION_INVALID"],
  ["express . toExpress", [3], "TSGI_APPLICATION_INVALID"],
  ["fastify . fromFastify", [undefined], "TSGI_APPLICATION_INVALID"],
  ["fastify . toFastify", [3], "TSGI_APPLICATION_INVALID"],
  ["hono . fromHono", [undefined], "TSGI_APPLICATION_INVALID"],
  ["hono . fromHono", [{ fetch: nothing }, null], "TSGI_OPTION_INVALID"],
  ["hono . toHono", [3], "TSGI_APPLICATION_INVALID"],
  ["hono . toHono", [nothing, null], "TSGI_OPTION_INVALID"],
  ["fetch . fromFetch", [undefined], "TSGI_APPLICATION_INVALID"],
  ["fetch . fromFetch", [nothing, null], "TSGI_OPTION_INVALID"],
  ["fetch . toFetch", [3], "TSGI_APPLICATION_INVALID"],
  ["fetch . toFetch", [nothing, null], "TSGI_OPTION_INVALID"],
  ["cloudflare-workers . fromWorker", [undefined], "TSGI_APPLICATION_INVALID"],
  ["cloudflare-workers . toWorker", [3], "TSGI_APPLICATION_INVALID"],
  ["aws-lambda . toLambda", [3], "TSGI_APPLICATION_INVALID"],
  ["aws-lambda ./from fromLambda", [undefined], "TSGI_OPTION_INVALID"],
  ["validator . validate", [3], "TSGI_APPLICATION_INVALID"],
  ["validator . validate", [nothing, null], "TSGI_OPTION_INVALID"],
  ["testing . createClient", [3], "TSGI_APPLICATION_INVALID"],
  ["testing . createClient", ["x"], "TSGI_OPTION_INVALID"],
  ["testing . createEnviron", [null], "TSGI_OPTION_INVALID"],
] as const)("%s of %j", (id, args, code) => {
  test(`throws ${code} at once`, () => {
    const call = functions.find(([one]) => one === id)![1];
    expect(() => call(...args)).toThrow(expect.objectContaining({ name: "TsgiError", code }));
  });
});

/** Correct arguments before the options. Functions of the middleware take only options. */
const BEFORE_OPTIONS: Readonly<Record<string, readonly unknown[]>> = {
  "aws-lambda . toLambda": [nothing],
  "aws-lambda . toLambdaStream": [nothing],
  "aws-lambda ./from fromLambda": [nothing],
  "aws-lambda ./local serveLocally": [nothing],
  "cloudflare-workers . fromWorker": [{ fetch: nothing }],
  "cloudflare-workers . toWorker": [nothing],
  "core . bufferBody": ["x"],
  "core . cascade": [[nothing]],
  "core ./wsgi fromWsgi": [nothing],
  "express . fromExpress": [Object.assign((): null => null, { request: {}, response: {} })],
  "express . toExpress": [nothing],
  "fastify . fromFastify": [{ routing: nothing, ready: nothing, close: nothing, initialConfig: {} }],
  "fastify . toFastify": [nothing],
  "fetch . fromFetch": [nothing],
  "fetch . toFetch": [nothing],
  "hono . fromHono": [{ fetch: nothing }],
  "hono . toHono": [nothing],
  "node . fromNode": [nothing],
  "node . serve": [nothing],
  "node . toNode": [nothing],
  "node ./from fromFramework": [nothing, { request: {}, response: {} }],
  "node ./from fromNode": [nothing],
  "testing . createClient": [nothing],
  "testing . createEnviron": [],
  "validator . validate": [nothing],
};

describe("an option that there is not", () => {
  const withOptions = functions.filter(([, call]) => /^[^)]*\boptions\b/.test(String(call)));
  const others = withOptions.filter(([id]) => !id.startsWith("middleware "));

  test("every function with options is asked", () => {
    expect(others.map(([id]) => id).toSorted()).toEqual(Object.keys(BEFORE_OPTIONS).toSorted());
    expect(withOptions.length - others.length).toBeGreaterThan(20);
  });

  test.each(others)("%s names itself", async (id, call) => {
    const [owner, , name] = id.split(" ");
    const { message } = (await attempt(() => call(...BEFORE_OPTIONS[id]!, { nonsense: 1 }))) as Error;
    expect([message.startsWith(`[tsgi/${owner}] `), message.includes(`(${name}: `)]).toEqual([true, true]);
  });

  test.each(withOptions)("%s refuses it", async (id, call) => {
    const before = BEFORE_OPTIONS[id] ?? [];
    const thrown = await attempt(() => call(...before, { nonsense: 1, falthrough: true }));
    expect(thrown).toMatchObject({ code: "TSGI_OPTION_INVALID" });
    expect((thrown as Error).message).toContain('"nonsense"');
  });
});

describe("compose", () => {
  const passing: Middleware = (app) => app;
  test("the result of a middleware is checked as soon as the application is known", () => {
    const forgetful = (() => undefined) as unknown as Middleware;
    expect(() => compose(passing, forgetful)(nothing)).toThrow(
      /TSGI_MIDDLEWARE_INVALID.*forgetful returned undefined/,
    );
    expect(() => compose(passing)("x" as never)).toThrow("TSGI_APPLICATION_INVALID");
  });
});

describe("mount: a mount point of one word", () => {
  test.each(["api", "api-2", "API", "0"])(
    "%s is refused, and the error shows both correct forms",
    (place) => {
      expect(() => mount({ [place]: nothing })).toThrow(
        `write "/${place}" for a path, "${place}/" for a host`,
      );
    },
  );
  test.each(["/api", "api/", "api.", "api.example", "api:8080", "localhost", "LOCALHOST", "[::1]", "*.api"])(
    "%s is accepted",
    (place) => {
      expect(mount({ [place]: nothing })).toBeTypeOf("function");
    },
  );
});
