import { HostBody, TsgiError, type Application, type OpenBody } from "@tsgi/core";
import { TSGI_INPUT_TOO_LARGE } from "@tsgi/core/errors";
import { TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { accessLog, remoteUser, type LogEntry } from "@tsgi/middleware/access-log";
import { requestId, requestIdKey } from "@tsgi/middleware/request-id";
import { createClient, createEnviron } from "@tsgi/testing";
import * as fc from "fast-check";
import { exchangeOf } from "@tsgi/core/server";
import { describe, expect, test } from "vitest";

/** Runs one request, and returns the lines and entries that it logged. */
async function logged(
  app: Application,
  format?: string,
  request: { method?: string; target?: string; headers?: Record<string, string>; leave?: boolean } = {},
): Promise<{ lines: string[]; entries: LogEntry[] }> {
  const lines: string[] = [];
  const entries: LogEntry[] = [];
  const to = (line: string, entry: LogEntry): void => {
    lines.push(line);
    entries.push(entry);
  };
  await using client = clientOf(accessLog(format === undefined ? { to } : { format, to }), app, {
    rethrow: false,
  });
  const { method = "GET", target = "/a?q=1", headers = {} } = request;
  const response = await client.request(method, target, { headers });
  if (request.leave) await response.cancel();
  else await response.bytes().catch(() => {});
  await response.finished;
  return { lines, entries };
}

const DATE = String.raw`\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\]`;

describe("accessLog", () => {
  test("writes the Combined format to environ.errors, once the response has ended", async () => {
    await using client = clientOf(accessLog(), hello);
    const response = await client.get("/a?q=1", {
      headers: { referer: "http://x/", "user-agent": "test/1" },
    });
    await response.text();
    await response.finished;
    expect(client.log).toMatch(
      new RegExp(String.raw`^127\.0\.0\.1 - - ${DATE} "GET /a\?q=1 HTTP/1\.1" 200 5 "http://x/" "test/1"\n$`),
    );
  });

  test.each(["Grüße, 世界 🌍", "ü".repeat(5_000), "a\ud800b"])("counts the bytes of a text", async (text) => {
    const { entries } = await logged(answers(text));
    expect(entries[0]!.bytes).toBe(new TextEncoder().encode(text).length);
  });

  test("writes the Common format", async () => {
    const { lines } = await logged(answers(null, 204, []), "common");
    expect(lines[0]).toMatch(
      new RegExp(String.raw`^127\.0\.0\.1 - - ${DATE} "GET /a\?q=1 HTTP/1\.1" 204 -$`),
    );
  });

  test("writes JSON with the request's id, its user and microseconds", async () => {
    const lines: string[] = [];
    await using client = clientOf(
      (app) => requestId()(accessLog({ format: "json", to: (line) => void lines.push(line) })(app)),
      (environ, startResponse) => {
        environ.set(remoteUser, "ann");
        startResponse(200, TEXT);
        return environ.get(requestIdKey)!;
      },
    );
    const response = await client.get("/a?q=1");
    const id = await response.text();
    await response.finished;
    const entry = JSON.parse(lines[0]!) as LogEntry;
    expect(entry).toMatchObject({
      remoteAddress: "127.0.0.1",
      remoteUser: "ann",
      method: "GET",
      target: "/a?q=1",
      status: 200,
      bytes: 36,
      requestId: id,
      aborted: false,
    });
    expect(entry.time).toMatch(/^\d{4}-.*Z$/);
    expect(Number.isInteger(entry.duration) && entry.duration > 0).toBe(true);
  });

  test("knows gunicorn's atoms", async () => {
    const format =
      "%(m)s|%(U)s|%(q)s|%(H)s|%(s)s|%(B)s|%({X-In}i)s|%({x-out}o)s|%(T)s|%(M)s|%(D)s|%(L)s|%(l)s|%%";
    const { lines, entries } = await logged(answers("Grüße", 201, [...TEXT, ["X-Out", "o"]]), format, {
      method: "POST",
      target: "/a%2Fb?q=1",
      headers: { "x-in": "i" },
    });
    const { duration } = entries[0]!;
    expect(lines[0]).toBe(
      `POST|/a%2Fb|q=1|HTTP/1.1|201|7|i|o|0|${Math.floor(duration / 1000)}|${duration}|${(duration / 1e6).toFixed(6)}|-|%`,
    );
  });

  test("takes a logger such as pino", async () => {
    const calls: unknown[][] = [];
    await using client = clientOf(
      accessLog({ format: "%(s)s", to: { info: (...args) => void calls.push(args) } }),
      hello,
    );
    await (
      await client.get("/")
    ).finished;
    expect(calls).toEqual([[expect.objectContaining({ status: 200, bytes: 5 }), "200"]]);
  });

  class File extends HostBody {
    override async open(): Promise<OpenBody> {
      return {
        length: 3,
        chunks: (async function* () {
          yield new Uint8Array(3);
        })(),
      };
    }
  }
  test.each<[string, Application, number, number, boolean]>([
    ["a stream", answers(new Response("Hello").body), 200, 5, false],
    ["an array", answers(["ü", new Uint8Array(2)]), 200, 4, false],
    ["a host's file", answers(new File()), 200, 3, false],
    [
      "an application that throws",
      () => {
        throw new Error("x");
      },
      500,
      0,
      true,
    ],
    [
      "one that rejects with a mistake of the client's",
      async () => {
        throw new TsgiError(TSGI_INPUT_TOO_LARGE);
      },
      413,
      0,
      true,
    ],
    [
      "one that fails before its first chunk",
      answers(
        (function* () {
          yield "";
          throw new Error("x");
        })(),
      ),
      500,
      0,
      true,
    ],
    [
      "one that fails after its first chunk",
      answers(
        (function* () {
          yield "ab";
          throw new Error("x");
        })(),
      ),
      200,
      2,
      true,
    ],
  ])("counts %s", async (_, app, status, bytes, aborted) => {
    const { entries } = await logged(app);
    expect(entries).toEqual([expect.objectContaining({ status, bytes, aborted })]);
  });

  test("reports a client that disconnected, and counts what it was sent", async () => {
    const { entries } = await logged(
      answers(
        (function* () {
          for (;;) yield "abc";
        })(),
      ),
      undefined,
      { leave: true },
    );
    expect(entries).toEqual([expect.objectContaining({ status: 200, aborted: true })]);
  });

  const waiting: readonly [string, Application][] = [
    ["an application that has not answered", () => new Promise(() => {})],
    [
      "one that has called startResponse, and waits",
      async (_, startResponse) => {
        startResponse(200, TEXT);
        return new Promise<never>(() => {});
      },
    ],
    [
      "a stream without a first chunk",
      (_, startResponse) => {
        startResponse(200, TEXT);
        return {
          [Symbol.asyncIterator]: () => ({
            next: () => new Promise<never>(() => {}),
            return: async () => ({ done: true as const, value: undefined }),
          }),
        };
      },
    ],
    [
      "one that fails because of it",
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    ],
  ];
  test.each(waiting)("has no status for a client that disconnected %s, or 499 by option", async (_, app) => {
    for (const [format, goneStatus, line] of [
      ["common", undefined, / - -$/],
      ["common", 499, / 499 -$/],
      ["json", undefined, /^(?!.*"status")/],
      ["json", 499, /"status":499/],
    ] as const) {
      const lines: string[] = [];
      const to = (text: string): void => void lines.push(text);
      const logging = accessLog(goneStatus === undefined ? { format, to } : { format, to, goneStatus });
      await using client = createClient(logging(app), { rethrow: false });
      const leaving = new AbortController();
      const asked = client.get("/", { signal: leaving.signal });
      setTimeout(() => leaving.abort(), 5);
      await asked.catch(() => {});
      await client.close();
      expect(lines).toEqual([expect.stringMatching(line)]);
    }
  });

  test("counts no bytes for HEAD", async () => {
    const { entries } = await logged(hello, undefined, { method: "HEAD" });
    expect(entries).toEqual([
      expect.objectContaining({ method: "HEAD", status: 200, bytes: 0, aborted: false }),
    ]);
  });

  test("leaves out what `skip` names", async () => {
    const lines: string[] = [];
    await using client = clientOf(
      accessLog({
        format: "%(U)s",
        to: (line) => void lines.push(line),
        skip: ({ pathInfo }) => pathInfo === "/livez",
      }),
      hello,
    );
    for (const path of ["/livez", "/a"]) await (await client.get(path)).finished;
    expect(lines).toEqual(["/a"]);
  });

  test("writes one line of printable ASCII, whatever a client sends, even what no server lets through", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          const lines: string[] = [];
          const app = accessLog({ format: '"%(a)s" "%({x}o)s"', to: (line) => void lines.push(line) })(
            answers("x", 200, [...TEXT, ["x", text.replace(/[^\t\x20-\x7e]/g, "")]]),
          );
          const json = accessLog({ format: "json", to: (line) => void lines.push(line) })(app);
          const environ = createEnviron({ headers: [["user-agent", text]] as never });
          void json(environ, exchangeOf(environ).startResponse);
          exchangeOf(environ).finished();
          expect(lines).toHaveLength(2);
          for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]*$/);
          expect(lines[0]).toMatch(/^"(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"$/);
          expect((JSON.parse(lines[1]!) as LogEntry).userAgent ?? "").toBe(text);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test.each([
    [{ format: "%(x)s" }, /accessLog: format is "%\(x\)s", must be .*"?%\(x\)s/],
    [{ format: "combind" }, /accessLog: format is "combind"/],
    [{ format: "%(h)" }, /accessLog: format is/],
    [{ to: 7 }, /accessLog: to is 7, must be a function, or a logger with info\(\)/],
    [{ skip: true }, /accessLog: skip is true/],
    [{ tofu: 1 }, /no option "tofu"; there are: format, to, skip/],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => accessLog(options as never)).toThrow(message);
  });
});
