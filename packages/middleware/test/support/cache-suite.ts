/** Runs the cases of http-cache-tests, the public suite for HTTP caches, by its own client over HTTP. */
import { request } from "node:http";
// @ts-expect-error: the suite has no types
import { setBaseUrl, setFetch } from "http-cache-tests/client/config.mjs";
// @ts-expect-error: the suite has no types
import { makeCacheTest, testResults } from "http-cache-tests/client/test.mjs";
// @ts-expect-error: the suite has no types
import groups from "http-cache-tests/tests/index.mjs";

/** A case of the suite, as far as it is looked at here. */
export interface SuiteCase {
  readonly id: string;
  readonly name: string;
  /** Omitted: a must of the RFC. Otherwise: what a good cache does, or a question. */
  readonly kind?: "optimal" | "check";
  readonly browser_only?: boolean;
}

/** The cases for shared caches. */
export const suiteCases: readonly SuiteCase[] = (groups as { tests: SuiteCase[] }[])
  .flatMap(({ tests }) => tests)
  .filter((test) => test.browser_only !== true);

const PAUSE = 3000; // milliseconds, of the suite's own client

/** Runs one case. Returns what is wrong, undefined if it passes. */
export async function runSuiteCase(test: SuiteCase, url: string): Promise<string | undefined> {
  const base = url.replace(/\/$/, "");
  (setBaseUrl as (base: string) => void)(base);
  (setFetch as (call: typeof ask) => void)(ask);
  const timer = globalThis.setTimeout;
  // The suite waits by the clock: the server's is put forward instead.
  globalThis.setTimeout = ((run: () => void, delay?: number, ...args: never[]) =>
    delay === PAUSE
      ? void ask(`${base}/clock/${PAUSE}`, { method: "PUT", headers: [] }).then(run)
      : timer(run as never, delay, ...args)) as typeof setTimeout;
  try {
    await (makeCacheTest as (test: SuiteCase) => Promise<void>)(structuredClone(test)); // it writes into its cases
  } finally {
    globalThis.setTimeout = timer;
  }
  const results = testResults as Record<string, true | [string, string]>;
  const result = results[test.id]!;
  delete results[test.id];
  return result === true ? undefined : result.join(": ");
}

interface Asked {
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

interface Answered {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  text(): Promise<string>;
}

/** As the suite's node-fetch: no cache of its own, and no header that was not asked for. */
function ask(url: string, { method = "GET", headers = [], body }: Asked = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search } = new URL(url);
    const fields = headers.flatMap(([name, value]) => [name, String(value)]);
    const raw = ["host", `${hostname}:${port}`, ...fields];
    if (body !== undefined) raw.push("content-length", String(Buffer.byteLength(body)));
    const sent = request({ hostname, port, path: pathname + search, method, headers: raw }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const received = new Headers();
        for (let i = 0; i < response.rawHeaders.length; i += 2) {
          received.append(response.rawHeaders[i]!, response.rawHeaders[i + 1]!);
        }
        resolve({
          status: response.statusCode!,
          statusText: response.statusMessage!,
          headers: received,
          text: async () => Buffer.concat(chunks).toString(),
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
