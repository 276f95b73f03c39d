/* oxlint-disable unicorn/consistent-function-scoping -- each application is defined beside its use */
/** Whatever a host's hook, a log or a Request does: the handler returns a Response, and nothing goes unhandled. */
import type { Application, ErrorLog } from "@tsgi/core";
import { fromFetch, toFetch, type FetchHost } from "@tsgi/fetch";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const unhandled = vi.fn<(error: unknown) => void>();
beforeAll(() => void process.on("unhandledRejection", unhandled).on("uncaughtException", unhandled));
afterAll(() => void process.off("unhandledRejection", unhandled).off("uncaughtException", unhandled));

const fail = (): never => {
  throw new Error("hostile");
};
const later = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 5));

/** Uses everything: signal, callbacks, work that outlives, input, peer, fields. */
const everything: Application = async (environ, startResponse) => {
  environ.onFinish(fail);
  environ.onFinish(async () => fail());
  environ.waitUntil(Promise.reject(new Error("work")));
  const { signal, remoteAddress, headers, serverName } = environ;
  await environ.input.text();
  startResponse(200, []);
  return (async function* () {
    await later();
    yield [signal.aborted, remoteAddress, headers.length, serverName].join(" ");
  })();
};
const applications: Readonly<Record<string, Application>> = {
  everything,
  whole: (environ, startResponse) => {
    environ.onFinish(fail);
    startResponse(200, []);
    return "whole";
  },
  failing: () => fail(),
  "a fetch handler": fromFetch(async (request) => new Response(request.signal.aborted ? "" : request.body)),
};

const host = { name: "test", version: "1" };
const hosts: Readonly<Record<string, Partial<FetchHost<undefined>>>> = {
  fields: { fields: fail },
  absoluteForm: { absoluteForm: fail },
  scheme: { scheme: fail },
  field: { field: fail },
  peer: { peer: fail },
  value: { value: fail },
  handlerArgs: { handlerArgs: fail },
  waitUntil: { waitUntil: fail },
  origin: { origin: fail },
  untyped: { untyped: fail },
  "drainsUnreadBody and field": { drainsUnreadBody: true, field: fail },
  cancels: { cancels: true },
};

const init = { method: "POST", body: "text", duplex: "half" };
/** A Request one of whose properties throws when it is read for the n-th time. */
function requests(): Record<string, Request> {
  const made: Record<string, Request> = { honest: new Request("http://h.example/x", init) };
  for (const key of ["method", "url", "headers", "signal", "body", "bodyUsed", "arrayBuffer"] as const) {
    for (const times of [0, 1, 2]) {
      let left = times;
      const request = new Request("http://h.example/x", init);
      const get = (): unknown => {
        if (left-- <= 0) fail();
        const value: unknown = Reflect.get(Request.prototype, key, request);
        return typeof value === "function" ? value.bind(request) : value;
      };
      made[`${key} that throws after ${times}`] = Object.defineProperty(request, key, { get });
    }
  }
  const url = "http://h.example/x";
  const headers = new Headers();
  return {
    ...made,
    "nothing at all": undefined as never,
    "an empty object": {} as Request,
    "one of other types": { method: 1, url: 2, headers: [] } as never,
    "one without a signal": { method: "GET", url, headers, body: null } as never,
    "one whose signal is none": { method: "GET", url, headers, body: null, signal: {} } as never,
    "one whose headers throw": {
      method: "GET",
      url,
      headers: { get: fail, values: fail },
      body: null,
    } as never,
  };
}

const logs: Readonly<Record<string, ErrorLog>> = {
  "a log": { write: () => {}, flush: () => {} },
  "a log that throws": { write: fail, flush: fail },
  "a log that rejects": { write: async () => fail(), flush: async () => fail() },
  "a log without flush": { write: () => {} } as unknown as ErrorLog,
};

const STATUSES = [200, 400, 500];

for (const [logName, log] of Object.entries(logs))
  for (const [appName, app] of Object.entries(applications))
    test(`${appName}, ${logName}`, async () => {
      const answered = async (hooks: Partial<FetchHost<undefined>>, request: Request): Promise<number> => {
        const response = await toFetch<undefined>(app, { log }, { ...host, ...hooks })(request, undefined);
        await response.text().catch(() => {});
        return response.status;
      };
      for (const [name, hooks] of Object.entries(hosts))
        expect([name, await answered(hooks, requests()["honest"]!)]).toEqual([
          name,
          expect.toBeOneOf(STATUSES),
        ]);
      for (const hooks of [{}, { cancels: true }, { drains: true }])
        for (const [name, request] of Object.entries(requests()))
          expect([name, await answered(hooks, request)]).toEqual([name, expect.toBeOneOf(STATUSES)]);
      for (let i = 0; i < 5; i++) await later();
      expect(unhandled.mock.calls).toEqual([]);
    });
