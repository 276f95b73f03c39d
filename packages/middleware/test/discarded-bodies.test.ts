import { createReadStream, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose, type Application, type Body, type HeaderList, type Middleware } from "@tsgi/core";
import { accessLog } from "@tsgi/middleware/access-log";
import { cache } from "@tsgi/middleware/cache";
import { compress } from "@tsgi/middleware/compress";
import { conditionalGet } from "@tsgi/middleware/conditional-get";
import { cookies } from "@tsgi/middleware/cookies";
import { cors } from "@tsgi/middleware/cors";
import { errorDocuments } from "@tsgi/middleware/error-documents";
import { errorPage } from "@tsgi/middleware/error-page";
import { etag } from "@tsgi/middleware/etag";
import { head } from "@tsgi/middleware/head";
import { httpError } from "@tsgi/middleware/http-error";
import { metrics } from "@tsgi/middleware/metrics";
import { rateLimit } from "@tsgi/middleware/rate-limit";
import { recommended } from "@tsgi/middleware/recommended";
import { requestId } from "@tsgi/middleware/request-id";
import { serverTiming } from "@tsgi/middleware/server-timing";
import { session, sessionOf } from "@tsgi/middleware/session";
import { timeout } from "@tsgi/middleware/timeout";
import { createClient, type Client } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failOnProcessErrors } from "./support/process-errors.ts";

let folder = "";
let file = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tsgi-discarded-"));
  file = join(folder, "file.txt");
  writeFileSync(file, "0123456789".repeat(20_000));
});
afterAll(() => rmSync(folder, { recursive: true }));

failOnProcessErrors();

/** Descriptors of the file that this process has open. */
function openFiles(): number {
  return readdirSync("/proc/self/fd").filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === file;
    } catch {
      return false; // closed meanwhile
    }
  }).length;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

/** Runs something, and returns how many more files are open then. Waits for what opens and closes files in another thread. */
async function leftOpenBy(run: () => Promise<void>): Promise<number> {
  const before = openFiles();
  await run();
  for (let i = 0; i < 5; i++) await pause();
  for (let i = 0; i < 100 && openFiles() > before; i++) await pause();
  return openFiles() - before;
}

const kinds: Readonly<Record<string, () => Body>> = {
  "a file": () => createReadStream(file) as unknown as Body,
  "a file that does not exist": () => createReadStream(join(folder, "none")) as unknown as Body,
};

const slowStore = {
  getItem: async () => (await pause(), await pause(), null),
  setItem: async () => (await pause(), await pause()),
  removeItem: async () => (await pause(), await pause()),
};
const failingStore = {
  ...slowStore,
  setItem: async () => pause().then(() => Promise.reject(new Error("full"))),
};
const document: Application = async (_, startResponse) => {
  await pause();
  await pause();
  startResponse(200, TEXT);
  return "another body";
};
const silentMeter = {
  createHistogram: () => ({ record: () => {} }),
  createUpDownCounter: () => ({ add: () => {} }),
};
/** Uses the session, so that it is written. */
const usingSession: Middleware = (app) => async (environ, startResponse) => {
  (await sessionOf(environ)).set("user", "ann");
  return app(environ, startResponse);
};
const secret = "a secret of thirty-two characters";
const tracing = {
  trace: { getTracer: () => ({ startSpan: () => span }), setSpan: () => ({}) },
  context: { active: () => ({}), with: (_: unknown, run: () => unknown) => run() },
  propagation: { extract: () => ({}) },
  SpanKind: { SERVER: 1 },
  SpanStatusCode: { ERROR: 2 },
};
const nothing = (): void => {};
const span = {
  setAttributes: nothing,
  setStatus: nothing,
  updateName: nothing,
  recordException: nothing,
  end: nothing,
};

const middleware: Readonly<Record<string, Middleware>> = {
  none: (app) => app,
  accessLog: accessLog({ to: nothing }),
  cache: cache(),
  "cache with a slow store": cache({ store: slowStore }),
  compress: compress(),
  conditionalGet: conditionalGet(),
  cookies: cookies(),
  cors: cors({ origin: "*" }),
  errorDocuments: errorDocuments({ documents: { 404: document, 500: document } }),
  errorPage: errorPage(),
  etag: etag(),
  head: head(),
  httpError: httpError(),
  "metrics of sizes": metrics({ meter: silentMeter, bodySize: true }),
  "metrics with tracing": metrics({ tracing: tracing as never }),
  rateLimit: rateLimit({ limit: 1000 }),
  recommended: recommended({ accessLog: { to: nothing } }),
  requestId: requestId(),
  serverTiming: serverTiming(),
  "session in a cookie": compose(session({ secret }), usingSession),
  "session in a slow store": compose(session({ store: slowStore }), usingSession),
  "session in a store that fails": compose(session({ store: failingStore }), usingSession),
  timeout: timeout(),
};

const checked: Middleware = (app) => validate(app, { onViolation: nothing });
const failing: Application = async () => {
  await pause();
  await pause();
  throw new Error("no document");
};

const TEXT: HeaderList = [["content-type", "text/plain"]];
const TAGGED: HeaderList = [...TEXT, ["etag", '"1"'], ["cache-control", "max-age=60"]];

interface Scenario {
  readonly answer: (body: () => Body) => Application;
  readonly ask: (client: Client) => Promise<unknown>;
}

const answering =
  (status: number, headers: HeaderList = TAGGED) =>
  (body: () => Body): Application =>
  (_, startResponse) => {
    startResponse(status, headers);
    return body();
  };
const asking =
  (method: string, headers: Record<string, string> = {}) =>
  async (client: Client): Promise<void> => {
    const response = await client.request(method, "/", { headers });
    await response.bytes();
    await response.finished;
  };

const scenarios: Readonly<Record<string, Scenario>> = {
  HEAD: { answer: answering(200), ask: asking("HEAD", { "accept-encoding": "gzip" }) },
  "a 304": { answer: answering(200), ask: asking("GET", { "if-none-match": '"1"' }) },
  "a 412": { answer: answering(200), ask: asking("GET", { "if-match": '"2"' }) },
  "a 204": { answer: answering(204, []), ask: asking("GET") },
  "an error of its own": { answer: answering(404), ask: asking("GET") },
  "a method that changes": { answer: answering(200), ask: asking("POST") },
  "a head that is refused": { answer: answering(200, [["bad name", "x"]]), ask: asking("GET") },
  "an end that was read": { answer: answering(200), ask: asking("GET", { "accept-encoding": "gzip" }) },
  "a failure after the body was made": {
    answer: (body) => (environ, startResponse) => {
      startResponse(200, TAGGED);
      const made = body();
      environ.onFinish(nothing);
      return made;
    },
    ask: async (client) => {
      const response = await client.get("/");
      for await (const _ of response.body) throw new Error("the reader fails");
    },
  },
  "a client that disconnected before the answer": {
    answer: (body) => async (_, startResponse) => {
      await pause();
      await pause();
      startResponse(200, TAGGED);
      return body();
    },
    ask: async (client) => {
      const leaving = new AbortController();
      setTimeout(() => leaving.abort(), 2);
      await client.get("/", { signal: leaving.signal });
    },
  },
  "a client that disconnected while the answer was on its way": {
    answer: answering(200),
    ask: async (client) => {
      const leaving = new AbortController();
      setTimeout(() => leaving.abort(), 5);
      await client.get("/", { signal: leaving.signal });
    },
  },
};

describe.skipIf(process.platform !== "linux")(
  "a body that is not sent to its end (descriptors counted on Linux)",
  () => {
    describe.each(Object.entries(middleware))("%s", (_, wrap) => {
      for (const [kind, body] of Object.entries(kinds)) {
        test.each(Object.entries(scenarios))(`closes ${kind}: %s`, async (__, { answer, ask }) => {
          const left = await leftOpenBy(async () => {
            const client = createClient(wrap(answer(body)), { rethrow: false });
            await ask(client).catch(nothing);
            await client.close();
          });
          expect(left).toBe(0);
        });
      }
    });
  },
);

describe("a body that fails before it is read", () => {
  const slow = compose(session({ store: slowStore }), usingSession);
  test.each(Object.entries({ ...middleware, "a validator": checked }))(
    "ends no process behind %s, while something outside of it waits",
    async (_, wrap) => {
      for (const status of [200, 404]) {
        const app = slow(wrap(answering(status)(kinds["a file that does not exist"]!)));
        const client = createClient(app, { rethrow: false });
        await asking("GET")(client).catch(nothing);
        await client.close();
        await pause();
        await pause();
        expect(client.log).not.toContain("TSGI_RULE");
      }
    },
  );
});

/** Ways in which only one middleware discards a body. */
const special: Readonly<Record<string, (body: () => Body) => Promise<void>>> = {
  "timeout, of an application that is late": async (body) => {
    const late: Application = async (_, startResponse) => {
      await pause();
      await pause();
      startResponse(200, TEXT);
      return body();
    };
    const client = createClient(timeout({ limit: 5 })(late), { rethrow: false });
    expect((await client.get("/")).status).toBe(503);
    await pause();
    await pause();
    await client.close();
  },
  "cache, of an error that a stored response replaces": async (body) => {
    const headers: HeaderList = [...TEXT, ["cache-control", "max-age=0, stale-if-error=60"], ["etag", '"1"']];
    let asked = 0;
    const app: Application = (_, startResponse) => {
      startResponse(asked++ === 0 ? 200 : 500, asked === 1 ? headers : TEXT);
      return asked === 1 ? "stored" : body();
    };
    const client = createClient(cache()(app), { rethrow: false });
    await (await client.get("/")).text();
    await pause();
    expect(await (await client.get("/")).text()).toBe("stored");
    await client.close();
  },
  "cache, of a 304 with a body": async (body) => {
    const headers: HeaderList = [...TEXT, ["cache-control", "max-age=0"], ["etag", '"1"']];
    let asked = 0;
    const app: Application = (_, startResponse) => {
      startResponse(asked++ === 0 ? 200 : 304, headers);
      return asked === 1 ? "stored" : body();
    };
    const client = createClient(cache()(app), { rethrow: false });
    await (await client.get("/")).text();
    await pause();
    expect(await (await client.get("/")).text()).toBe("stored");
    await client.close();
  },
  "session, that does not fit its cookie": async (body) => {
    const app: Application = async (environ, startResponse) => {
      (await sessionOf(environ)).set("large", "x".repeat(5000));
      startResponse(200, TEXT);
      return body();
    };
    const client = createClient(session({ secret })(app), { rethrow: false });
    expect((await client.get("/")).status).toBe(500);
    await client.close();
  },
  "errorDocuments, that waits for a document which fails": async (body) => {
    const client = createClient(errorDocuments({ documents: { 404: failing } })(answering(404)(body)), {
      rethrow: false,
    });
    await client
      .get("/")
      .then((response) => response.bytes(), nothing)
      .catch(nothing);
    await client.close();
  },
};

describe.skipIf(process.platform !== "linux")("a body that gives way to another answer", () => {
  describe.each(Object.entries(special))("%s", (_, run) => {
    test.each(Object.entries(kinds))("%s", async (__, body) => {
      expect(await leftOpenBy(() => run(body))).toBe(0);
    });
  });
});
