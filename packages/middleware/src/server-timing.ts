import { createKey, type Environ, type Key, type Middleware } from "@tsgi/core";
import { mapHeaders } from "./response/map-head.ts";
import { aBoolean, aFunction, aToken, checkOptions, checkResult, either, oneOf } from "./shared/options.ts";

/** Options of {@link serverTiming}. */
export interface ServerTimingOptions {
  /** The name of the metric for the time to the head; false omits it. Default: `app`. */
  readonly total?: string | false;
  /** Returns whether to send it to this client: durations reveal what happens inside. Default: to every client. */
  readonly expose?: (environ: Environ) => boolean;
}

interface Metric {
  readonly name: string;
  readonly description: string | undefined;
  readonly duration: number | undefined;
}

const metrics: Key<Metric[]> = /* @__PURE__ */ createKey<Metric[]>("tsgi.server_timing");

/**
 * Sends a Server-Timing header: how long the application took until its head, and what it measured with {@link startTiming}
 * before. Browsers show it with the request.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = serverTiming()(async (environ, startResponse) => {
 *   const end = startTiming(environ, "db", "the database");
 *   const rows = await db.query("select 1");
 *   end();
 *   startResponse(200, [["content-type", "application/json"]]);
 *   return JSON.stringify(rows);
 * });
 */
export function serverTiming(options: ServerTimingOptions = {}): Middleware {
  checkOptions("serverTiming", options, { total: either(aToken, oneOf(false)), expose: aFunction });
  const { total = "app", expose = () => true } = options;
  return (app) => (environ, startResponse) => {
    const isExposed = checkResult<boolean>("serverTiming", "expose", expose(environ), aBoolean);
    if (!isExposed) return app(environ, startResponse);
    const begin = performance.now();
    const list: Metric[] = [];
    environ.set(metrics, list);
    return app(
      environ,
      mapHeaders(startResponse, (headers) => {
        const duration = performance.now() - begin;
        const own = total === false ? [] : [{ name: total, description: undefined, duration }];
        const told = [...own, ...list].map(textOf).join(", ");
        return told === "" ? headers : [...headers, ["server-timing", told]];
      }),
    );
  };
}

/**
 * Starts a measurement; the function that it returns ends it. Does nothing without serverTiming().
 *
 * @param name a token; other characters become `_`
 * @param description printable ASCII; other characters are removed
 */
export function startTiming(environ: Environ, name: string, description?: string): () => void {
  const list = environ.get(metrics);
  if (list === undefined) return () => {};
  const begin = performance.now();
  return () => void list.push({ name, description, duration: performance.now() - begin });
}

function textOf({ name, description, duration }: Metric): string {
  const token = name.replace(/[^!#$%&'*+\-.^_`|~0-9A-Za-z]/g, "_") || "_";
  const text = description?.replace(/[^\x20-\x7e]/g, "").replace(/["\\]/g, "\\$&");
  const parts = [token, ...(text ? [`desc="${text}"`] : [])];
  return duration === undefined ? parts.join(";") : [...parts, `dur=${duration.toFixed(3)}`].join(";");
}
