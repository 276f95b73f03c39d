import { describe, expect, test } from "vitest";
import {
  cascade,
  HostBody,
  type Application,
  type Body,
  type Chunk,
  type OpenBody,
  type StartResponse,
} from "../src/index.ts";
import { answer, AsyncCountingBody, CountingBody, noting } from "./_bodies.ts";
import { fakeEnviron, fakeServer, respond, run, turn } from "./_exchange.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });
const miss = (body: Body = "miss", status = 404): Application => answer(body, [["x", "miss"]], status);
const hit = answer("hit", [["x", "hit"]]);

const replacing =
  (...statuses: number[]): Application =>
  (_environ, startResponse) => {
    const [first, ...others] = statuses;
    startResponse(first!, []);
    for (const status of others) startResponse(status, [], new Error("e"));
    return String(statuses);
  };
const failing: Application = () => {
  throw new Error("mine");
};

describe("cascade", () => {
  test.each([
    ["the first that answers", [hit, miss()], 200, "hit"],
    ["the next after 404", [miss(), hit], 200, "hit"],
    ["the next after 405", [miss("", 405), hit], 200, "hit"],
    ["the last, whatever it answers", [miss("one"), miss("two", 405)], 405, "two"],
    ["an only one", [miss("only")], 404, "only"],
    ["an error answer", [miss("no", 500), hit], 500, "no"],
  ] as [string, Application[], number, string][])("gives %s", async (_what, apps, status, text) => {
    const exchange = await respond(cascade(apps));
    expect([exchange.status, exchange.text, exchange.logged]).toEqual([status, text, []]);
    expect(exchange.transport.sent!.fields.filter((field) => field === "x")).toHaveLength(1);
  });

  test("skips the statuses in its options, and no others", async () => {
    expect((await respond(cascade([miss("", 501), hit], { skip: [501] }))).text).toBe("hit");
    expect((await respond(cascade([miss("404"), hit], { skip: [501] }))).text).toBe("404");
    expect((await respond(cascade([miss("404"), hit], { skip: [] }))).text).toBe("404");
  });

  test("of nothing is refused", () => {
    expect(() => cascade([])).toThrow(coded("TSGI_APPLICATION_INVALID"));
  });

  test("does not ask further once one has answered", async () => {
    let asked = 0;
    await respond(
      cascade([
        hit,
        (environ, start) => {
          asked++;
          return hit(environ, start);
        },
      ]),
    );
    expect(asked).toBe(0);
  });

  test.each([
    ["whole bodies", miss("whole")],
    ["arrays", miss(["a", "b"])],
    ["iterators", miss(new CountingBody(["a"]))],
    [
      "generator functions",
      function* (_environ, startResponse) {
        startResponse(404, []);
        yield "miss";
      },
    ],
  ] as [string, Application][])("[M15] stays synchronous over %s", (_kind, app) => {
    expect(run(cascade([app, app, hit])).events).toEqual(["whole"]);
  });

  test("[M02] passes on the body of the one that answers, unchanged", () => {
    const body = new CountingBody(["a", "b"]);
    const returned = cascade([miss(), answer(body)])({ derive: () => ({}) } as never, () => {});
    expect(returned).toBe(body);
  });

  test("awaits asynchronous applications of every kind", async () => {
    const apps: Application[] = [
      async (environ, start) => miss()(environ, start),
      async function* (_environ, startResponse) {
        startResponse(405, []);
        yield "miss";
      },
      async function* (_environ, startResponse) {
        yield "";
        startResponse(200, []);
        yield "a";
        yield "b";
      },
      miss(),
    ];
    const exchange = await respond(cascade(apps));
    expect([exchange.status, exchange.text]).toEqual([200, "ab"]);
  });

  test("[S59] begins a generator only until it knows, and loses nothing of it", async () => {
    const steps: string[] = [];
    const app: Application = function* (_environ, startResponse) {
      yield "";
      steps.push("start");
      startResponse(200, []);
      yield "a";
      steps.push("a sent");
      yield "b";
    };
    const exchange = run(cascade([app, miss()]), { room: 1 });
    expect([exchange.text, steps]).toEqual(["a", ["start"]]);
    exchange.transport.drain();
    await exchange.transport.done;
    expect([exchange.text, steps]).toEqual(["ab", ["start", "a sent"]]);
  });

  test("leaves the missing startResponse to the server", async () => {
    for (const body of ["x", ["x", "y"], new CountingBody(["x"]), new CountingBody([])]) {
      const exchange = await respond(cascade([() => body, hit]));
      expect([exchange.status, exchange.logged.length]).toEqual([500, 1]);
      expect(exchange.logged[0]).toContain("TSGI_NOT_STARTED");
    }
  });
});

describe("the bodies that cascade discards", () => {
  test("[M07] are closed once, unread", async () => {
    for (const body of [new CountingBody(["a"]), new AsyncCountingBody(["a"])]) {
      expect((await respond(cascade([miss(body), hit]))).text).toBe("hit");
      expect([body.pulled, body.closed]).toEqual([0, 1]);
    }
  });

  test("[M07] are closed once if they were started", async () => {
    const closed: string[] = [];
    const begun: Application[] = [
      function* (_environ, startResponse) {
        try {
          yield "";
          startResponse(404, []);
          yield "miss";
        } finally {
          closed.push("sync");
        }
      },
      async function* (_environ, startResponse) {
        try {
          yield "";
          startResponse(404, []);
          yield "miss";
        } finally {
          closed.push("async");
        }
      },
    ];
    expect((await respond(cascade([...begun, hit]))).text).toBe("hit");
    expect(closed).toEqual(["sync", "async"]);
  });

  test("[M07] ReadableStreams are cancelled, a host's body is not even opened", async () => {
    let cancelled = 0;
    let opened = 0;
    class Body1 extends HostBody {
      override open(): Promise<OpenBody> {
        opened++;
        return Promise.reject(new Error("opened"));
      }
    }
    const stream = new ReadableStream<Uint8Array>({ cancel: () => void cancelled++ });
    expect((await respond(cascade([miss(stream), miss(new Body1()), hit]))).text).toBe("hit");
    expect([cancelled, opened]).toEqual([1, 0]);
  });

  test("[M07][S58] are closed before the next is asked", async () => {
    const order: string[] = [];
    const body = new AsyncCountingBody(["a"]);
    body.return = async () => {
      await turn();
      order.push("closed");
      return { done: true, value: undefined };
    };
    await respond(
      cascade([
        miss(body),
        (environ, start) => {
          order.push("asked");
          return hit(environ, start);
        },
      ]),
    );
    expect(order).toEqual(["closed", "asked"]);
  });

  test("[S58] one that fails while it starts is closed once, and its error is the answer", async () => {
    for (const body of [
      new CountingBody([new Error("first")]),
      new AsyncCountingBody([new Error("first")]),
    ]) {
      const exchange = await respond(cascade([() => body, hit]));
      expect([exchange.status, body.closed, exchange.logged.length]).toEqual([500, 1, 1]);
      expect(exchange.logged[0]).toContain("Error: first");
    }
  });

  test("[S58] the answer's own, once started, is closed once, however often close is called", async () => {
    const body = new CountingBody(["", "a"]);
    let asked = 0;
    const app = cascade([
      (_environ, startResponse) => {
        const next = body.next.bind(body);
        body.next = () => {
          if (++asked === 2) startResponse(200, []);
          return next();
        };
        return body;
      },
      hit,
    ]);
    const begun = app(fakeEnviron(), () => {}) as AsyncIterable<Chunk>;
    const iterator = begun[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe("a");
    await iterator.return!();
    await iterator.return!();
    expect(body.closed).toBe(1);
  });

  test("[S58] the server closes the answer's own body, once, if it was started or the client disconnected", async () => {
    for (const method of ["GET", "HEAD"]) {
      const body = new CountingBody(["", "a", "b"]);
      let started = false;
      const app = cascade([
        (_environ, startResponse) => {
          const next = body.next.bind(body);
          body.next = () => {
            if (!started) startResponse(200, []);
            started = true;
            return next();
          };
          return body;
        },
        miss(),
      ]);
      const exchange = await respond(app, { method });
      expect([exchange.text, body.closed]).toEqual([method === "GET" ? "ab" : "", 1]);
    }
    const left = new CountingBody(["a", "b"]);
    const exchange = run(cascade([answer(left), hit]), { room: 1 });
    exchange.disconnected();
    expect(left.closed).toBe(1);
  });
});

describe("each application under cascade", () => {
  test("[M13] sees the request as received, whatever an earlier one has rewritten", async () => {
    const seen: string[] = [];
    const rewriting: Application = (environ, startResponse) => {
      seen.push(environ.scriptName + environ.pathInfo);
      environ.scriptName = "/rewritten";
      environ.pathInfo = "";
      environ.method = "PUT";
      return miss()(environ, startResponse);
    };
    const last: Application = (environ, startResponse) => {
      seen.push(`${environ.method} ${environ.pathInfo}`);
      return hit(environ, startResponse);
    };
    await respond(cascade([rewriting, rewriting, last]), { target: "/x" });
    expect(seen).toEqual(["/x", "/x", "GET /x"]);
  });

  test("[M08] may replace its head with an error, into an answer or into a miss", async () => {
    expect((await respond(cascade([replacing(404, 500), hit]))).text).toBe("404,500");
    expect((await respond(cascade([replacing(404, 405), hit]))).text).toBe("hit");
    expect((await respond(cascade([replacing(404, 500, 503), hit]))).status).toBe(503);
    const both = await respond(cascade([replacing(200, 404), hit]));
    expect([both.status, both.text]).toEqual([404, "200,404"]);
  });

  test("[S48] calls startResponse once without an error, also for a miss", async () => {
    for (const statuses of [
      [404, 404],
      [404, 200],
      [200, 404],
    ]) {
      const exchange = await respond(
        cascade([
          (_environ, startResponse) => {
            for (const status of statuses) startResponse(status, []);
            return "x";
          },
          hit,
        ]),
      );
      expect(exchange.status).toBe(500);
      expect(exchange.logged.join("")).toContain("TSGI_START_TWICE");
    }
  });

  test("[S42] has its head examined also for a miss", async () => {
    const exchange = await respond(
      cascade([
        (_environ, startResponse) => {
          startResponse(404, [["a b", "c"]]);
          return "x";
        },
        hit,
      ]),
    );
    expect(exchange.status).toBe(500);
    expect(exchange.logged.join("")).toContain("TSGI_HEADER_NAME_INVALID");
  });

  test.each([
    ["nothing of it was sent", null, false],
    ["nothing of it was sent, since it is streamed", new CountingBody(["miss"]), false],
    ["it was whole, and taken", "miss", true],
    ["it was an array, and taken", ["", "miss"], true],
    ["it was an array of nothing", [""], false],
  ] as [string, Body, boolean][])(
    "[S47] cannot touch the answer of another once it was skipped: %s",
    async (_what, missed, throwsBack) => {
      const error = new Error("late");
      let late!: StartResponse;
      const outcomes: unknown[] = [];
      const attempt = (...args: Parameters<StartResponse>): void => {
        try {
          outcomes.push(late(...args));
        } catch (thrown) {
          outcomes.push(thrown);
        }
      };
      const app = cascade([
        (_environ, startResponse) => {
          startResponse(404, []);
          late = startResponse;
          return missed;
        },
        async (environ, startResponse) => {
          const body = hit(environ, startResponse);
          attempt(500, [], error);
          attempt(500, []);
          attempt(99, [], error);
          return body;
        },
      ]);
      const exchange = await respond(app);
      expect([exchange.status, exchange.text]).toEqual([200, "hit"]);
      expect(outcomes).toEqual([
        throwsBack ? error : undefined,
        coded("TSGI_START_TWICE"),
        throwsBack ? error : coded("TSGI_STATUS_INVALID"),
      ]);
    },
  );

  test("[M15] passes its error on at once", async () => {
    expect(run(cascade([failing, hit])).status).toBe(500);
    expect((await respond(cascade([() => Promise.reject(new Error("mine")), hit]))).status).toBe(500);
  });

  test("[M14] is started and stopped with the others", async () => {
    const calls: string[] = [];
    const app = cascade([noting("a", calls), hit, noting("b", calls)]);
    await app.startup!(fakeServer);
    await app.shutdown!();
    expect(calls).toEqual(["a up", "b up", "b down", "a down"]);
  });
});
