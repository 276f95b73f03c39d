/** Type tests, checked by the compiler; nothing runs. */
import type { Application, Environ } from "@tsgi/core";
import { createClient, createEnviron, type Client, type ClientResponse } from "@tsgi/testing";
import { expectTypeOf } from "vitest";

declare const app: Application;

expectTypeOf(createClient(app, { rethrow: false, scheme: "https" })).toEqualTypeOf<Client>();
expectTypeOf(createClient({ handle: app })).toEqualTypeOf<Client>();
expectTypeOf(createClient("http://127.0.0.1:3000")).toEqualTypeOf<Client>();
expectTypeOf(createClient({ url: "http://127.0.0.1:3000" }, { headers: { a: "1" } })).toEqualTypeOf<Client>();

// @ts-expect-error a live server creates its own environ
createClient("http://127.0.0.1:3000", { rethrow: false });
// @ts-expect-error neither an application nor a URL
createClient(5);

declare const client: Client;

expectTypeOf(client.get("/")).resolves.toEqualTypeOf<ClientResponse>();
expectTypeOf(
  client.post("/", { json: { a: 1 }, signal: AbortSignal.abort() }),
).resolves.toEqualTypeOf<ClientResponse>();
// @ts-expect-error headers are text
void client.get("/", { headers: { a: 1 } });

declare const response: ClientResponse;

expectTypeOf(response.json()).resolves.toEqualTypeOf<unknown>();
expectTypeOf(response.json<{ a: number }>()).resolves.toEqualTypeOf<{ a: number }>();
expectTypeOf(response.headers.getSetCookie()).toEqualTypeOf<string[]>();
expectTypeOf(response.body).toExtend<AsyncIterable<Uint8Array>>();

expectTypeOf(createEnviron({ target: "/a" })).toEqualTypeOf<Environ>();
// @ts-expect-error it is called target
createEnviron({ path: "/a" });
