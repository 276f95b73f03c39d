import { closeSync, openSync } from "node:fs";
import {
  bufferBody,
  isWhole,
  type Application,
  type Body,
  type Chunk,
  type Environ,
  type Middleware,
} from "@tsgi/core";
import { exchangeOf, MemoryInput } from "@tsgi/core/server";

/** A way to break a server, and the cases that must notice. Each is a layer between a correct host and the suite. */
export interface BrokenHost {
  readonly name: string;
  readonly fails: readonly string[];
  readonly layer: Middleware;
}

type Step = IteratorResult<Chunk, unknown>;
interface ChunkIterator {
  next(): Step | PromiseLike<Step>;
  return?(): unknown;
}

const shared = new Map();
const keptEnvirons: Environ[] = [];

export const brokenHosts: readonly BrokenHost[] = [
  onBody(
    "never closes a body",
    ["close-end", "close-unread", "leave-unwatched", "head-method"],
    (iterator) => ({
      next: () => iterator.next(),
    }),
  ),
  onBody("closes a body twice", ["close-end"], (iterator) => ({
    next: () => iterator.next(),
    return: () => (iterator.return?.(), iterator.return?.()),
  })),
  onBody("pulls a body ahead of its chunks", ["stream-one-at-a-time"], (iterator) => ({
    next: async () => (await Promise.all([iterator.next(), iterator.next()]))[0],
    return: () => iterator.return?.(),
  })),
  onBody(
    "holds each chunk back until the next is available",
    ["stream-undelayed", "writer-undelayed"],
    (iterator) => {
      let held: Chunk = "";
      const next = async (): Promise<Step> => {
        const step = await iterator.next();
        const value = held;
        held = step.done ? "" : step.value;
        return step.done && value.length === 0 ? step : { done: false, value };
      };
      return { next, return: () => iterator.return?.() };
    },
  ),
  onBody("ends a failed body cleanly, with a message", ["fail-late-throw"], (iterator) => ({
    next: async () => {
      try {
        return await iterator.next();
      } catch {
        return { done: true, value: undefined };
      }
    },
    return: () => iterator.return?.(),
  })),
  {
    name: "ignores how fast the client reads",
    fails: [
      "stream-slow-client-sync",
      "stream-slow-client-async",
      "stream-slow-client-stream",
      "writer-paced",
    ],
    layer: (app) => async (environ, startResponse) =>
      bufferBody(await app(environ, startResponse), { limit: Infinity }),
  },
  {
    name: "sends whole bodies as streams",
    fails: ["body-whole", "head-method-length"],
    layer: (app) => async (environ, startResponse) => {
      const body = await app(environ, startResponse);
      return isWhole(body) ? [body ?? "", ""].values() : body;
    },
  },
  onHeaders("joins repeated response headers", ["head-repeated", "head-cookies"], (headers) => {
    const joined = new Map<string, string>();
    for (const [name, value] of headers) {
      const key = name.toLowerCase();
      joined.set(key, joined.has(key) ? `${joined.get(key)}, ${value}` : value);
    }
    return [...joined];
  }),
  onHeaders("adds headers", ["head-plain"], (headers) => [...headers, ["x-powered-by", "sabotage"]]),
  onHeaders("drops characters that are not ASCII", ["head-latin1"], (headers) =>
    headers.map(([name, value]) => [name, value.replaceAll(/[^ -~]/g, "?")]),
  ),
  onEnviron("joins repeated request headers", ["fields-raw"], (environ) => {
    const names = new Set(environ.headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
    return environ.derive({ headers: [...names].flatMap((name) => [name, environ.header(name)!]) });
  }),
  onEnviron("decodes the path", ["target-path", "environ-url", "middleware-mount"], (environ) =>
    environ.derive({ pathInfo: environ.segments.map((segment) => `/${segment}`).join("") }),
  ),
  onEnviron("normalises the path", ["target-raw"], (environ) =>
    environ.derive({ pathInfo: new URL(environ.pathInfo.replaceAll(/\/+/g, "/"), "http://host").pathname }),
  ),
  onEnviron("decodes the query", ["target-query"], (environ) =>
    environ.derive({ queryString: environ.queryString.replaceAll("%2c", ",") }),
  ),
  onEnviron("trusts forwarding headers", ["environ-remote-unknown"], (environ) =>
    environ.derive({ remoteAddress: environ.header("x-forwarded-for") ?? environ.remoteAddress }),
  ),
  onEnviron("has no address of the peer", ["environ-remote"], (environ) => environ.derive({ remotePort: 0 })),
  onEnviron("reports a wrong version", ["http10", "environ-server"], (environ) =>
    environ.derive({ protocol: "HTTP/3" }),
  ),
  onEnviron("invents a content type", ["fields-lookup"], (environ) =>
    environ.derive({ headers: ["content-type", "text/plain", ...environ.headers] }),
  ),
  onEnviron("freezes environ", ["environ-class"], (environ) => {
    Object.freeze(environ);
    return environ;
  }),
  onEnviron("shares one map of values between all requests", ["call-once", "interleaved"], (environ) => {
    exchangeOf(environ).values = shared;
    return environ;
  }),
  onEnviron("keeps every request", ["steady-heap"], (environ) => {
    keptEnvirons.push(environ);
    return environ;
  }),
  onEnviron("lets a body be read any number of times", ["input-twice"], (environ) => {
    const input = new MemoryInput();
    const ways = { bytes: async () => new Uint8Array(0), text: async () => "once" };
    return environ.derive({ input: Object.assign(input, ways) });
  }),
  onEnviron("treats an aborted upload as complete", ["input-truncated-bytes-length"], (environ) => {
    const { input } = environ;
    const bytes = (): Promise<Uint8Array> => input.bytes().catch(() => new Uint8Array(0));
    return environ.derive({ input: Object.assign(new MemoryInput(), { bytes }) });
  }),
  onEnviron("reads uploads ahead of the application", ["input-unread-paused", "input-live"], (environ) => {
    if (environ.method !== "POST") return environ;
    const read = environ.input.bytes({ limit: Infinity });
    const iterate = async function* (): AsyncGenerator<Uint8Array> {
      yield await read;
    };
    return environ.derive({ input: Object.assign(new MemoryInput(), { [Symbol.asyncIterator]: iterate }) });
  }),
  onEnviron("has no limit for an upload", ["input-limit"], (environ) => {
    const { input } = environ;
    const bytes = (): Promise<Uint8Array> => input.bytes({ limit: Infinity });
    return environ.derive({ input: Object.assign(new MemoryInput(), { bytes }) });
  }),
  onEnviron("calls callbacks in their order", ["finish-order"], (environ) => {
    const callbacks: ((error?: unknown) => void)[] = [];
    environ.onFinish((error) => callbacks.forEach((callback) => callback(error)));
    return override(environ, { onFinish: (callback: () => void) => void callbacks.push(callback) });
  }),
  onEnviron("fires the signal at every end", ["signal-success"], (environ) => {
    const controller = new AbortController();
    environ.onFinish(() => controller.abort());
    return override(environ, { signal: controller.signal });
  }),
  onEnviron("never fires the signal", ["leave-waiting", "leave-before-answer"], (environ) =>
    override(environ, { signal: new AbortController().signal }),
  ),
  onEnviron("forgets work that outlives the response", ["wait-until-logged"], (environ) =>
    override(environ, { waitUntil: (promise: Promise<unknown>) => void promise.catch(() => {}) }),
  ),
  onEnviron("sends no hints", ["hints", "hints-refused"], (environ) =>
    override(environ, { earlyHints: () => {} }),
  ),
  onEnviron("sends no trailers", ["trailers", "trailers-whole", "trailers-fail"], (environ) =>
    override(environ, { trailers: () => {} }),
  ),
  onEnviron("opens a file before it is sent, and forgets it", ["file-unused", "file-closed"], (environ) => {
    const fileBody = environ.fileBody!.bind(environ);
    return override(environ, {
      fileBody: (path: string) => {
        const descriptor = openSync(path, "r");
        setTimeout(() => closeSync(descriptor), 5_000).unref();
        return fileBody(path);
      },
    });
  }),
  onEnviron("writes nothing to the log", ["environ-errors-log"], (environ) =>
    override(environ, { errors: { write: () => {}, flush: () => {} } }),
  ),
  {
    name: "calls the application twice",
    fails: ["call-once"],
    layer: (app) => (environ, startResponse) => {
      void app(environ, () => {});
      return app(environ, startResponse);
    },
  },
  {
    name: "calls the application with three arguments",
    fails: ["call-arguments"],
    layer: (app) => (environ, startResponse) =>
      Reflect.apply(app, undefined, [environ, startResponse, {}]) as Body,
  },
  {
    name: "lets startResponse be called any number of times",
    fails: ["head-refused", "head-twice", "late-start"],
    layer: (app) => (environ, startResponse) =>
      app(environ, (status, headers, error) => {
        try {
          startResponse(status, headers, error);
        } catch {
          // That is the sabotage.
        }
      }),
  },
  {
    name: "throws a different error from the one it received",
    fails: ["head-late"],
    layer: (app) => (environ, startResponse) =>
      app(environ, (status, headers, error) => {
        try {
          startResponse(status, headers, error);
        } catch (cause) {
          throw new Error("wrapped", { cause });
        }
      }),
  },
  {
    name: "sends error details to clients",
    fails: ["fail-early"],
    layer: (app) => (environ, startResponse) => {
      try {
        return app(environ, startResponse);
      } catch (error) {
        startResponse(500, [], error);
        return String(error instanceof Error ? error.stack : error);
      }
    },
  },
  {
    name: "responds to a failure as if there were none",
    fails: ["fail-early", "middleware-identity"],
    layer: (app) => (environ, startResponse) => {
      try {
        return app(environ, startResponse);
      } catch (error) {
        startResponse(200, [], error ?? new Error("none"));
        return null;
      }
    },
  },
];

function onBody(
  name: string,
  fails: string[],
  change: (iterator: ChunkIterator) => ChunkIterator,
): BrokenHost {
  const changed = (body: Body): Body => {
    if (isWhole(body) || Array.isArray(body)) return body;
    const streamed = body as AsyncIterable<Chunk> & Iterable<Chunk>;
    const open = (): ChunkIterator => streamed[Symbol.asyncIterator]?.() ?? streamed[Symbol.iterator]();
    return { [Symbol.asyncIterator]: () => change(open()) as AsyncIterator<Chunk> };
  };
  const layer: Middleware = (app) => (environ, startResponse) => {
    const body = app(environ, startResponse);
    return body !== null && typeof body === "object" && "then" in body ? body.then(changed) : changed(body);
  };
  return { name, fails, layer };
}

type Headers = [name: string, value: string][];

function onHeaders(name: string, fails: string[], change: (headers: Headers) => Headers): BrokenHost {
  const layer: Middleware = (app) => (environ, startResponse) =>
    app(environ, (status, headers, error) =>
      startResponse(status, change(headers.map((pair): [string, string] => [...pair])), error),
    );
  return { name, fails, layer };
}

function onEnviron(name: string, fails: string[], change: (environ: Environ) => Environ): BrokenHost {
  const layer: Middleware =
    (app): Application =>
    (environ, startResponse) =>
      app(change(environ), startResponse);
  return { name, fails, layer };
}

function override(environ: Environ, properties: Record<string, unknown>): Environ {
  for (const [name, value] of Object.entries(properties)) Object.defineProperty(environ, name, { value });
  return environ;
}
