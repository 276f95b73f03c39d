import type { Application, Body, Environ, Middleware, StartResponse } from "@tsgi/core";
import { titleOf } from "@tsgi/core/server";
import { writeLine } from "./shared/contain.ts";
import { aFunction, aPath, anInteger, anObject, checkOptions, optionError } from "./shared/options.ts";

/** A check. It fails if it throws, rejects or returns false. The signal fires on timeout. */
export type Probe = (signal: AbortSignal) => unknown;

/** Options of {@link healthCheck}. */
export interface HealthCheckOptions {
  /** The path for liveness: whether the process responds at all. Default: `/livez`. */
  readonly live?: string;
  /** The path for readiness: whether the process should get requests. Default: `/readyz`. */
  readonly ready?: string;
  /** The checks that readiness depends on, by name; they run at the same time. Default: none. */
  readonly checks?: Readonly<Record<string, Probe>>;
  /** Timeout of a check in milliseconds. Default: 5,000. */
  readonly timeout?: number;
}

/** A middleware that can start to drain. */
export interface HealthCheck extends Middleware {
  /** Responds to readiness with 503 from now on: call it when the process is asked to stop, before the server closes. */
  drain(): void;
}

/**
 * Responds to the probes of an orchestrator: to `/livez` with 200, to `/readyz` with 200 after the application's startup
 * and while every check passes, else with 503. The response does not contain the reason; failures of checks go to
 * `environ.errors`. Other paths go on to the application. Readiness ends with `drain()`, and with the application's
 * shutdown.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const health = healthCheck({ checks: { database: () => db.query("select 1") } });
 * const app = health(shop);
 * process.once("SIGTERM", () => health.drain());
 */
export function healthCheck(options: HealthCheckOptions = {}): HealthCheck {
  checkOptions("healthCheck", options, {
    live: aPath,
    ready: aPath,
    checks: anObject,
    timeout: anInteger(1, 2_147_483_647),
  });
  const { live = "/livez", ready = "/readyz", checks = {}, timeout = 5000 } = options;
  for (const [name, probe] of Object.entries(checks)) {
    if (!aFunction.is(probe)) throw optionError("healthCheck", `checks.${name}`, probe, aFunction.must);
  }
  if (live === ready) throw optionError("healthCheck", "ready", ready, "a path other than that of live");
  let isDraining = false;
  const probes = Object.entries(checks);
  const middleware: Middleware = (app) => {
    let isStopped = false;
    const wrapped: Application = (environ, startResponse) => {
      const isAsked = environ.method === "GET" || environ.method === "HEAD";
      if (isAsked && environ.pathInfo === live) return answer(startResponse, true);
      if (!isAsked || environ.pathInfo !== ready) return app(environ, startResponse);
      if (isDraining || isStopped) return answer(startResponse, false);
      if (probes.length === 0) return answer(startResponse, true);
      return Promise.all(probes.map(([name, probe]) => passes(name, probe, timeout, environ))).then(
        (passed) => answer(startResponse, passed.every(Boolean) && !isDraining),
      );
    };
    wrapped.startup = async (server) => {
      await app.startup?.(server);
      isStopped = false;
    };
    wrapped.shutdown = () => {
      isStopped = true;
      return app.shutdown?.();
    };
    return wrapped;
  };
  return Object.assign(middleware, { drain: () => void (isDraining = true) });
}

function answer(startResponse: StartResponse, isWell: boolean): Body {
  startResponse(isWell ? 200 : 503, [
    ["content-type", "text/plain; charset=utf-8"],
    ["cache-control", "no-store"],
  ]);
  return isWell ? "ok\n" : "unavailable\n";
}

async function passes(name: string, probe: Probe, timeout: number, environ: Environ): Promise<boolean> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`took more than ${timeout} ms`), timeout);
  });
  const asked = (async () => ((await probe(controller.signal)) === false ? "gave false" : undefined))();
  asked.catch(() => {}); // a failure after the timeout is ignored
  try {
    const failure = await Promise.race([asked, late]);
    if (failure === undefined) return true;
    writeLine(environ, `the health check ${JSON.stringify(name)} ${failure}`);
  } catch (error) {
    writeLine(environ, `the health check ${JSON.stringify(name)} failed: ${titleOf(error)}`);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
  return false;
}
