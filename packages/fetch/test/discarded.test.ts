/* oxlint-disable unicorn/consistent-function-scoping -- each body is defined beside its use */
/** The source of an unread response is released: cancelled once, whether it was ever pulled or not. */
import type { Application, Environ, StartResponse } from "@tsgi/core";
import { fromFetch, toFetch } from "@tsgi/fetch";
import { createClient } from "@tsgi/testing";
import { expect, test, vi } from "vitest";

const get = (init?: RequestInit): Request => new Request("http://h.example/", init);
const streamOf = (cancel: () => void, type?: "bytes"): ReadableStream<Uint8Array> =>
  new ReadableStream({
    type: type as never,
    cancel,
    pull: (controller: ReadableByteStreamController) => controller.enqueue(new Uint8Array(9)),
  });

/** Bodies that own something, by how a Response or an application holds it. */
const bodies: Readonly<Record<string, (cancel: () => void) => Application>> = {
  "a stream": (cancel) => (_environ, startResponse) => {
    startResponse(200, []);
    return streamOf(cancel);
  },
  "a stream of bytes": (cancel) => (_environ, startResponse) => {
    startResponse(200, []);
    return streamOf(cancel, "bytes");
  },
  "a Response": (cancel) => fromFetch(() => new Response(streamOf(cancel))),
  "a Response of bytes": (cancel) => fromFetch(() => new Response(streamOf(cancel, "bytes"))),
  "a Response, later": (cancel) => fromFetch(async () => new Response(streamOf(cancel))),
  "an iterator": (cancel) => (_environ, startResponse) => {
    startResponse(200, []);
    const next = (): Promise<IteratorResult<string>> => Promise.resolve({ done: false, value: "x" });
    const close = (): Promise<IteratorResult<string>> => {
      cancel();
      return Promise.resolve({ done: true, value: undefined });
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: close }) };
  },
};
const watching =
  (app: Application): Application =>
  (environ: Environ, startResponse: StartResponse) => {
    environ.onFinish(() => {});
    return app(environ, startResponse);
  };
const changing =
  (app: Application): Application =>
  (environ, startResponse) =>
    app(environ, (status, headers, error) => startResponse(status, [...headers, ["x-a", "1"]], error));
const kinds = { plain: (app: Application) => app, watched: watching, changed: changing };

for (const [name, bodyOf] of Object.entries(bodies))
  for (const [kind, wrap] of Object.entries(kinds)) {
    test(`${name}, ${kind}: under HEAD`, async () => {
      const cancelled = vi.fn<() => void>();
      const response = await toFetch(wrap(bodyOf(cancelled)))(get({ method: "HEAD" }), undefined);
      await response.body?.cancel(); // as a host does with a Response that it sends the head of
      await expect.poll(() => cancelled).toHaveBeenCalledTimes(1);
    });

    test(`${name}, ${kind}: cancelled by the host before it was ever read`, async () => {
      const cancelled = vi.fn<() => void>();
      const response = await toFetch(wrap(bodyOf(cancelled)))(get(), undefined);
      await response.body!.cancel();
      await expect.poll(() => cancelled).toHaveBeenCalledTimes(1);
    });

    test(`${name}, ${kind}: under HEAD on another host, and 304 there`, async () => {
      for (const status of [200, 304]) {
        const cancelled = vi.fn<() => void>();
        const app: Application = (environ, startResponse) =>
          wrap(bodyOf(cancelled))(environ, (_status, headers, error) =>
            startResponse(status, headers, error),
          );
        const client = createClient(app);
        const response = await client.request(status === 200 ? "HEAD" : "GET", "/");
        expect(await response.text()).toBe("");
        await expect.poll(() => cancelled).toHaveBeenCalledTimes(1);
        await client.close();
      }
    });
  }

test("a request body that is made a stream and cancelled unread releases the input", async () => {
  const closed = vi.fn<() => void>();
  const app: Application = async (environ, startResponse) => {
    const input = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        return: () => {
          closed();
          return Promise.resolve({ done: true as const, value: undefined });
        },
      }),
    };
    const derived = environ.derive({ input: input as never });
    return fromFetch(async (request) => {
      await request.body!.cancel();
      return new Response(null);
    })(derived, startResponse);
  };
  const client = createClient(app);
  await client.request("POST", "/", { body: "body" });
  await client.close();
  expect(closed).toHaveBeenCalledTimes(1);
});
