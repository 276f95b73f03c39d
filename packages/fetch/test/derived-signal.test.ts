/* oxlint-disable unicorn/consistent-function-scoping -- each derivation is defined beside its use */
/** Requests derived from ours notice that a client disconnects, as those derived from the platform's own do. */
import type { Middleware } from "@tsgi/core";
import { fromFetch, toFetch } from "@tsgi/fetch";
import { createClient } from "@tsgi/testing";
import { exchangeOf } from "@tsgi/core/server";
import { expect, onTestFinished, test, vi } from "vitest";

const derivations: Readonly<Record<string, (request: Request) => Request>> = {
  itself: (request) => request,
  "new Request(request)": (request) => new Request(request),
  "new Request(request, init)": (request) => new Request(request, { headers: { "x-a": "1" } }),
  "new Request(url, request)": (request) => new Request("http://other.example/", request),
  "clone()": (request) => request.clone(),
  "clone().clone()": (request) => request.clone().clone(),
  "new Request(clone())": (request) => new Request(request.clone()),
  "new Request(new Request(request))": (request) => new Request(new Request(request)),
};
const init = { body: "body" };
const POST = { method: "POST", ...init };

for (const [name, derive] of Object.entries(derivations)) {
  // If the platform keeps its state in private fields, `new Request(request)` rejects a light Request.
  const kinds = /new Request\(request[,)]/.test(name)
    ? (["platform"] as const)
    : (["platform", "light"] as const);
  test.each(kinds)(`of a %s Request: ${name}`, async (kind) => {
    const derived = Promise.withResolvers<Request>();
    const handler = (request: Request): Promise<never> => {
      derived.resolve(derive(request));
      return new Promise(() => {});
    };
    const client = createClient(fromFetch(handler, { request: kind }));
    onTestFinished(() => client.close());
    const leaving = new AbortController();
    const response = client.request("POST", "/", { ...init, signal: leaving.signal });
    const { signal } = await derived.promise;
    expect(signal.aborted).toBe(false);
    leaving.abort();
    await expect(response).rejects.toThrow("aborted");
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: "AbortError" });
  });
}

test.each(Object.entries(derivations))(
  "derived after the client has disconnected: %s",
  async (_name, derive) => {
    const asked = Promise.withResolvers<Request>();
    const client = createClient(
      fromFetch((request) => {
        asked.resolve(request);
        return new Promise<never>(() => {});
      }),
    );
    onTestFinished(() => client.close());
    const leaving = new AbortController();
    const response = client.request("POST", "/", { ...init, signal: leaving.signal });
    const request = await asked.promise;
    leaving.abort();
    await expect(response).rejects.toThrow("aborted");
    expect(derive(request).signal.aborted).toBe(true);
  },
);

test.each(Object.entries(derivations))(
  "on a fetch host, after the request was rewritten: %s",
  async (_name, derive) => {
    const rewriting: Middleware = (app) => (environ, startResponse) =>
      app(environ.derive({ headers: ["x-a", "rewritten"] }), startResponse);
    const derived = Promise.withResolvers<Request>();
    const handler = toFetch(
      rewriting(
        fromFetch((request) => {
          derived.resolve(derive(request));
          return new Promise<never>(() => {});
        }),
      ),
    );
    const leaving = new AbortController();
    void handler(new Request("http://h.example/", { ...POST, signal: leaving.signal }), undefined);
    const { signal } = await derived.promise;
    expect(signal.aborted).toBe(false);
    leaving.abort();
    await expect.poll(() => signal.aborted).toBe(true);
  },
);

test("a finished answer does not fire them, and creates no signal", async () => {
  const watched = vi.fn<() => void>();
  const observing: Middleware = (app) => (environ, startResponse) => {
    const exchange = exchangeOf(environ);
    const signal = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(exchange) as object, "signal");
    Object.defineProperty(exchange, "signal", {
      get() {
        watched();
        return signal?.get?.call(exchange) as unknown;
      },
    });
    return app(environ, startResponse);
  };
  const client = createClient(observing(fromFetch(async (request) => new Response(await request.text()))));
  onTestFinished(() => client.close());
  expect(await (await client.request("POST", "/", init)).text()).toBe("body");
  expect(watched).not.toHaveBeenCalled();
});
