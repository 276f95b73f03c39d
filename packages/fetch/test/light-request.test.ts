/** A light Request beside one of the platform's own: all that either has, asked for in the same way. */
import { environOf, fromFetch } from "@tsgi/fetch";
import { createClient } from "@tsgi/testing";
import { describe, expect, onTestFinished, test } from "vitest";

type Sent = { readonly method: string; readonly headers: [string, string][]; readonly body?: string };

const HEADERS: [string, string][] = [
  ["Content-Type", "application/json"],
  ["X-A", "1"],
  ["x-a", ""],
  ["x-a", "3"],
  ["Cookie", "a=1"],
  ["cookie", "b=2"],
  ["set-cookie", "c=3"],
  ["set-cookie", "d=4"],
  ["x-empty", ""],
  ["x-latin", "caf\u00e9"],
  ["x-spaced", "  a \t b  "],
];
const SENT: Record<string, Sent> = {
  GET: { method: "GET", headers: HEADERS },
  POST: { method: "POST", headers: HEADERS, body: '{"a":[1]}' },
};

/** Returns the outcome of `run` with each of the two kinds. */
async function outcomes(run: (request: Request) => unknown, { method, ...rest }: Sent): Promise<unknown[]> {
  const both: unknown[] = [];
  for (const request of ["platform", "light"] as const) {
    const handler = async (made: Request): Promise<Response> => {
      both.push(await outcomeOf(() => run(made)));
      return new Response();
    };
    const client = createClient(fromFetch(handler, { request }));
    onTestFinished(() => client.close());
    await client.request(method, "/a?b", rest).catch((error: unknown) => both.push(thrown(error)));
  }
  return both;
}

async function outcomeOf(run: () => unknown): Promise<unknown> {
  try {
    return await shown(await run());
  } catch (error) {
    return thrown(error);
  }
}

function thrown(error: unknown): unknown {
  return { thrown: (error as Error).constructor.name };
}

/** As something that can be compared. */
async function shown(value: unknown): Promise<unknown> {
  if (typeof value === "function") return "function";
  if (value instanceof Response) return [value.status, await value.text()];
  if (value instanceof Request)
    return ["Request", value.method, value.url, [...value.headers], await value.text()];
  if (value instanceof Headers) return ["Headers", [...value]];
  if (value instanceof Blob) return ["Blob", value.type, await value.text()];
  if (value instanceof ReadableStream) return ["ReadableStream", await new Response(value).text()];
  if (value instanceof AbortSignal) return ["AbortSignal", value.aborted];
  if (value instanceof FormData) return ["FormData", [...value]];
  if (value instanceof ArrayBuffer || value instanceof Uint8Array)
    return [value.constructor.name, value.byteLength];
  if (typeof value === "object" && value !== null && Symbol.iterator in value)
    return [...(value as Iterable<unknown>)];
  return value;
}

const keysOf = (Kind: { readonly prototype: object }): [string, PropertyKey][] =>
  Reflect.ownKeys(Kind.prototype)
    .filter((key) => key !== "constructor")
    .map((key) => [String(key), key]);

describe.each(Object.entries(SENT))("under %s", (_name, sent) => {
  test.each(keysOf(Request))("%s of a Request", async (_title, key) => {
    const [platform, light] = await outcomes((request) => asked(request, key), sent);
    expect(light).toEqual(platform);
  });

  test.each(keysOf(Request))("%s of a Request that was read, cloned and changed", async (_title, key) => {
    const run = async (request: Request): Promise<unknown> => {
      await request.clone().text();
      request.headers.append("x-new", "1");
      const read = await outcomeOf(() => request.text());
      return [read, await outcomeOf(() => asked(request, key)), request.bodyUsed];
    };
    const [platform, light] = await outcomes(run, sent);
    expect(light).toEqual(platform);
  });
});

/** Returns the value of a property, or the result of a method. Members under a symbol are for the platform's own code: see platforms.test.ts. */
function asked(request: Request, key: PropertyKey): unknown {
  const value: unknown = Reflect.get(request, key);
  return typeof value === "function" && typeof key === "string" ? Reflect.apply(value, request, []) : value;
}

const NAMES = [
  "x-a",
  "X-A",
  "cookie",
  "set-cookie",
  "x-empty",
  "x-latin",
  "x-spaced",
  "absent",
  "host",
  "",
  "a b",
  "\u0130",
  5,
  null,
];
/** Arguments for each method of Headers. */
const CALLS: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  get: [[], ...NAMES.map((name) => [name])],
  has: [[], ...NAMES.map((name) => [name])],
  append: [[], ["x-a"], ["x-a", "9"], ["a b", "1"], ["x-a", "a\nb"], ["x-a", "\u0100"], ["Cookie", "z=1"]],
  set: [[], ["x-a"], ["x-a", "9"], ["a b", "1"], ["x-a", "a\nb"], ["x-a", "\u0100"], ["X-New", " 1 "]],
  delete: [[], ["x-a"], ["X-A"], ["absent"], ["a b"]],
  getSetCookie: [[]],
  forEach: [[], ["no function"], [() => {}]],
  keys: [[]],
  values: [[]],
  entries: [[]],
};

describe("the headers", () => {
  test.each(keysOf(Headers).filter(([, key]) => typeof key === "string"))("%s", async (name, key) => {
    expect(CALLS[name], "a row of CALLS").toBeDefined();
    for (const given of CALLS[name]!) {
      const call = async ({ headers }: Request): Promise<unknown> => {
        const seen: unknown[] = [headers.get("x-a"), headers.has("x-b")];
        const outcome = await outcomeOf(() =>
          Reflect.apply(Reflect.get(headers, key) as never, headers, given),
        );
        return [seen, outcome, headers.get("x-a"), headers.get("cookie"), [...headers], headers.has("x-new")];
      };
      const [platform, light] = await outcomes(call, SENT.GET!);
      expect([given, light]).toEqual([given, platform]);
    }
  });

  test("are the same object whenever they are asked for, and a change is seen by all that is made of the request", async () => {
    const [platform, light] = await outcomes(async (request) => {
      const { headers } = request;
      const clone = request.clone();
      headers.set("x-a", "changed");
      const other = new Request("http://other/", request);
      const isSame = headers === request.headers;
      return [isSame, request.headers.get("x-a"), clone.headers.get("x-a"), other.headers.get("x-a")];
    }, SENT.GET!);
    expect(light).toEqual(platform);
    expect(light).toEqual([true, "changed", "1, , 3", "changed"]);
  });

  test("are accepted wherever Headers are", async () => {
    const [platform, light] = await outcomes(
      ({ headers }) => [
        headers instanceof Headers,
        String(headers),
        [...new Headers(headers)],
        [...new Request("http://other/", { headers }).headers],
        [...new Response(null, { headers }).headers],
      ],
      SENT.GET!,
    );
    expect(light).toEqual(platform);
  });

  test.each(["a\0b", "a\nb", "\u0100"])("hand out no value that Headers cannot hold: %j", async (value) => {
    const sent = { method: "GET", headers: [["x-a", value]] } satisfies Sent;
    // One of the platform's own cannot even be made: the handler is not called.
    expect((await outcomes(twice, sent)).at(-1)).toEqual([value, { thrown: "TypeError" }]);
  });
});

/** A field in the environ, and the same field in the headers. */
async function twice(request: Request): Promise<unknown> {
  return [environOf(request)!.header("x-a"), await outcomeOf(() => request.headers.get("x-a"))];
}
