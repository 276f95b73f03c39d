import { context, eventNames, events, withBody, withFields } from "@tsgi/harness/lambda-events";
import { describe, expect, test } from "vitest";
import type { Application } from "@tsgi/core";
import { toLambda } from "../src/index.ts";
import { memoryLog } from "./_apps.ts";

interface Told {
  readonly length: number | null;
  readonly lengths: readonly string[];
  readonly encodings: readonly string[];
  readonly listed: number;
  readonly read: string;
}

/** Returns what frames the body, and the body itself or the code of the error raised in its place. */
const framing: Application = async (environ, startResponse) => {
  const read = await environ.input.text().catch((error: { code: string }) => error.code);
  const names = environ.headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({
    length: environ.contentLength ?? null,
    lengths: environ.headerAll("Content-Length"),
    encodings: environ.headerAll("transfer-encoding"),
    listed: names.filter((name) => name === "content-length").length,
    read,
  } satisfies Told);
};

async function told(event: unknown): Promise<Told> {
  const result = await toLambda(framing, { log: memoryLog() })(event, context);
  return JSON.parse((result as { body: string }).body) as Told;
}

const whole = (read: string): Told => {
  const length = Buffer.byteLength(read);
  return { length, lengths: [String(length)], encodings: [], listed: 1, read };
};

describe.each(eventNames)("%s", (name) => {
  const event = events[name];

  test("a body without Content-Length has its own length, as text and as base64", async () => {
    expect(await told(withBody(name, event, "é1", false))).toEqual(whole("é1"));
    expect(await told(withBody(name, event, "w6kx", true))).toEqual(whole("é1"));
  });

  test("a request without body and without Content-Length has none", async () => {
    expect(await told(event)).toEqual({ length: null, lengths: [], encodings: [], listed: 0, read: "" });
  });

  test.each([
    ["a wrong length", [["Content-Length", "99"]]],
    ["no number", [["content-length", "x"]]],
    [
      "two lengths",
      [
        ["Content-Length", "3"],
        ["content-length", "3"],
      ],
    ],
    ["chunks, which the service has decoded", [["Transfer-Encoding", "chunked"]]],
    [
      "chunks and a length",
      [
        ["transfer-encoding", "chunked"],
        ["content-length", "3"],
      ],
    ],
  ] as const)("the body's own length replaces %s", async (_title, fields) => {
    expect(await told(withFields(name, withBody(name, event, "abc", false), fields))).toEqual(whole("abc"));
  });

  test("a correct length keeps its position", async () => {
    const fields = [["Content-Length", "3"]] as const;
    expect(await told(withFields(name, withBody(name, event, "abc", false), fields))).toEqual(whole("abc"));
    expect(await told(withFields(name, event, [["Content-Length", "0"]]))).toEqual(whole(""));
  });
});

test("names in two maps of a REST API are one name, whatever their case", async () => {
  const event = {
    ...events.v1,
    body: "abcd",
    headers: { "Content-Length": "4", "X-One": "1", "x-list": "3" },
    multiValueHeaders: { "content-length": ["4"], "x-one": ["1"], "X-List": ["1", "2"] },
  };
  expect(await told(event)).toEqual(whole("abcd"));
  let fields: readonly string[] = [];
  await toLambda((environ, startResponse) => {
    fields = environ.headers;
    startResponse(204, []);
    return null;
  })(event, context);
  expect(fields).toEqual(["content-length", "4", "x-one", "1", "X-List", "1", "X-List", "2"]);
});

const edge = (body: object | undefined, headers: object = {}): object => {
  const { cf } = events.edge.Records[0];
  const request = { ...cf.request, method: "POST", body, headers: { ...cf.request.headers, ...headers } };
  return { Records: [{ cf: { ...cf, request } }] };
};

const answer: Application = (_environ, startResponse) => {
  startResponse(200, []);
  return "ok";
};

describe("a body that CloudFront has not handed over whole", () => {
  const length = { "content-length": [{ key: "Content-Length", value: "100000" }] };
  const chunked = { "transfer-encoding": [{ key: "Transfer-Encoding", value: "chunked" }] };
  const cut = { inputTruncated: true, action: "read-only", encoding: "base64", data: "YWJj" };

  test("rejects the read when it was cut, by text, by chunks and as a stream; the client's length stays", async () => {
    expect(await told(edge(cut, length))).toMatchObject({ length: 100_000, read: "TSGI_INPUT_TOO_LARGE" });
    // Without a length it counts as chunked, or a body parser would take it for no body at all.
    expect(await told(edge(cut))).toMatchObject({ encodings: ["chunked"], read: "TSGI_INPUT_TOO_LARGE" });
    const seen: unknown[] = [];
    const ways: Application[] = [
      async (environ) => {
        for await (const chunk of environ.input) seen.push(chunk);
        return null;
      },
      async (environ) => void seen.push(await new Response(environ.input.stream()).text()) as never,
      async (environ) => (await environ.input.bytes({ limit: Infinity })) as never,
    ];
    for (const app of ways) {
      const log = memoryLog();
      const result = await toLambda(app, { log })(edge(cut, length), context);
      expect(result).toMatchObject({ status: "413" });
      expect(log.text).toBe("");
    }
    expect(seen).toEqual([]);
  });

  test("rejects the read when the trigger does not include it", async () => {
    expect(await told(edge(undefined, length))).toMatchObject({ read: "TSGI_INPUT_WITHHELD" });
    expect(await told(edge(undefined, chunked))).toMatchObject({ read: "TSGI_INPUT_WITHHELD" });
    expect(await told(edge(undefined))).toMatchObject({ read: "" });
  });

  test("does not disturb an application that does not read it", async () => {
    for (const body of [cut, undefined]) {
      expect(await toLambda(answer)(edge(body, length), context)).toMatchObject({
        status: "200",
        body: "ok",
      });
    }
  });
});
