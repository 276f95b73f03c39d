import { TsgiError, type Application } from "@tsgi/core";
import { context, eventNames, events, withBody, withFields } from "@tsgi/harness/lambda-events";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { lambdaEvent, toLambda } from "../src/index.ts";
import { memoryLog } from "./_apps.ts";

const RUNS = 10_000;

/** Touches all that is read late. */
const everything: Application = async (environ, startResponse) => {
  void [
    ...environ.headers,
    environ.target,
    environ.protocol,
    environ.scheme,
    environ.serverName,
    environ.serverPort,
  ];
  void [
    environ.remoteAddress,
    environ.remotePort,
    environ.contentType,
    environ.contentLength,
    environ.segments,
  ];
  const bytes = await environ.input.bytes({ limit: Infinity }).catch((error: unknown) => {
    // CloudFront alone keeps bodies back.
    if (error instanceof TsgiError && isEdge(environ.get(lambdaEvent)) && WITHHELD.has(error.code))
      return undefined;
    throw error;
  });
  if (bytes !== undefined) {
    const lengths = environ.headerAll("content-length");
    const isTold = lengths.length === 1 && environ.contentLength === bytes.length;
    if (!isTold && (bytes.length > 0 || lengths.length > 0))
      throw new Error(`length ${JSON.stringify(lengths)}`);
    if (environ.header("transfer-encoding") !== undefined) throw new Error("transfer-encoding");
  }
  if (!/^(?:\/.*|\*|)$/s.test(environ.pathInfo))
    throw new Error(`pathInfo ${JSON.stringify(environ.pathInfo)}`);
  if (!/^(?:\/.*[^/])?$/s.test(environ.scriptName))
    throw new Error(`scriptName ${JSON.stringify(environ.scriptName)}`);
  if (/[?#\s]/.test(environ.pathInfo)) throw new Error(`pathInfo ${JSON.stringify(environ.pathInfo)}`);
  if (/[^\x21-\x7e]|#/.test(environ.target)) throw new Error(`target ${JSON.stringify(environ.target)}`);
  if (/[:/?#@\s]/.test(environ.serverName) && !/^[\da-f:.]+$/i.test(environ.serverName))
    throw new Error(`serverName ${JSON.stringify(environ.serverName)}`);
  if (environ.serverName === "" || !(environ.serverPort > 0 && environ.serverPort < 65_536))
    throw new Error("server");
  startResponse(200, [["content-type", "text/plain"]]);
  return bytes ?? null;
};

const WITHHELD: ReadonlySet<string> = new Set(["TSGI_INPUT_TOO_LARGE", "TSGI_INPUT_WITHHELD"]);
const isEdge = (event: unknown): boolean => typeof event === "object" && event !== null && "Records" in event;

const strange = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    "",
    "/",
    "%",
    "\ud800",
    0,
    -1,
    NaN,
    true,
    [],
    {},
    [null],
    // An object without a primitive value throws when it is converted to text.
    { toString: 0 },
    [{ toString: 0 }],
    "a".repeat(5000),
  ),
  fc.string({ unit: "binary" }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Every place in an event, as a path of keys. */
function placesOf(value: unknown, place: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...place, key]))];
}

/** The event with the value at the place replaced, or taken away. */
function mutate(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value };
  copy[key] = mutate(copy[key], rest, replacement);
  return copy;
}

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));

describe("random and mutated events end in an answer or a coded rejection", () => {
  let log: ReturnType<typeof memoryLog>;
  let handler: ReturnType<typeof toLambda>;
  beforeEach(() => {
    log = memoryLog();
    handler = toLambda(everything, { log });
  });

  /** Looks at what becomes of an event: a status, or the code it is rejected with. */
  async function settle(event: unknown): Promise<void> {
    const told = await handler(event, context).then(
      (result) => {
        const { statusCode, status } = JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
        return Number(statusCode ?? status);
      },
      (error: unknown) => (error instanceof TsgiError ? error.code : String(error)),
    );
    expect([200, "TSGI_EVENT_UNKNOWN"]).toContain(told);
  }

  test.each(eventNames)("%s", async (name) => {
    const bodied = withBody(name, events[name], "body", false);
    const event = withFields(name, bodied, [
      ["Content-Length", "4"],
      ["transfer-encoding", "chunked"],
    ]);
    const place = fc.constantFrom(...placesOf(event));
    const mutations = fc.array(fc.tuple(place, strange), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(mutations, (all) =>
        settle(all.reduce<unknown>((mutated, [at, replacement]) => mutate(mutated, at, replacement), event)),
      ),
      { numRuns: RUNS },
    );
    expect(log.text).toBe("");
    expect(unhandled).toEqual([]);
  });

  test("anything", async () => {
    await fc.assert(fc.asyncProperty(fc.anything(), settle), { numRuns: RUNS });
  });
});
