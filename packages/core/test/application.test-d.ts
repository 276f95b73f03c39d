/** Type tests: checked by the compiler, never run. */
import {
  createKey,
  type HostBody,
  mapBody,
  type Application,
  type ApplicationLike,
  type Body,
  Environ,
  type HeaderList,
  type Key,
  type Middleware,
  type StartResponse,
} from "../src/index.ts";
import type { WsgiApplication } from "../src/wsgi/index.ts";

declare function takes(app: ApplicationLike): void;
declare function takesApplication(app: Application): void;
declare function takesMiddleware(middleware: Middleware): void;
declare function takesBody(body: Body): void;
declare function takesWsgi(app: WsgiApplication): void;
declare const environ: Environ;
declare const startResponse: StartResponse;
declare const hostBody: HostBody;

// Every kind of application.
takes(() => null);
takes(() => "text");
takes(() => new Uint8Array(0));
takes(() => Buffer.alloc(0));
takes(() => ["text", new Uint8Array(0)]);
takes(() => new Set(["text"]));
takes(() => new ReadableStream<Uint8Array>());
takes(() => hostBody);
takes(() => mapBody("x", { chunk: (chunk) => chunk }));
takes(async () => "text");
takes(async () => ["text"]);
takes((one, start) => {
  start(200, [["content-type", "text/plain"]]);
  return one.pathInfo;
});
takes(function* () {
  yield "text";
  yield new Uint8Array(0);
});
takes(async function* () {
  yield "text";
});
takes({ handle: () => null });
takes({
  handle: async () => null,
  startup: async (server) => void server.name,
  shutdown() {},
});
takes(
  class {
    constructor(_environ: Environ, start: StartResponse) {
      start(200, []);
    }
    *[Symbol.iterator](): Generator<string> {
      yield "text";
    }
  },
);
takes(
  class {
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(0);
    }
  },
);
takesApplication(Object.assign(() => null, { startup() {}, shutdown: async () => {} }));

// Values that are not applications, bodies or keys.
// @ts-expect-error -- no body
takes(() => {});
// @ts-expect-error -- no body, later
takes(async () => {});
// @ts-expect-error -- a number
takes(() => 5);
// @ts-expect-error -- numbers
takes(() => [1, 2]);
// @ts-expect-error -- 16-bit numbers
takes(() => new Uint16Array(1));
// @ts-expect-error -- an ArrayBuffer is not a Uint8Array
takes(() => new ArrayBuffer(1));
// @ts-expect-error -- a Response
takes(() => new Response("text"));
// @ts-expect-error -- an object
takes(() => ({ status: 200 }));
// @ts-expect-error -- a generator of numbers
takes(function* () {
  yield 1;
});
// @ts-expect-error -- an async generator of objects
takes(async function* () {
  yield {};
});
// @ts-expect-error -- a stream of numbers
takes(() => new ReadableStream<number>());
// @ts-expect-error -- the arguments of another interface
takes((request: Request) => String(request));
// @ts-expect-error -- one argument too many
takes((_environ: Environ, _start: StartResponse, _next: () => void) => null);
// @ts-expect-error -- no handle
takes({ fetch: () => null });
// @ts-expect-error -- no body from handle
takes({ handle: () => undefined });
class NoBody {
  body = "text";
}
// @ts-expect-error -- a class of what cannot be iterated
takes(NoBody);
// @ts-expect-error -- text
takes("app");
// @ts-expect-error -- an object is not an Application before asApplication
takesApplication({ handle: () => null });
// @ts-expect-error -- undefined is not a body
takesBody(undefined);

// startResponse.
const frozen = Object.freeze([Object.freeze(["content-type", "text/plain"] as const)]);
const constant = [["a", "b"]] as const;
startResponse(200, frozen);
startResponse(200, constant satisfies HeaderList);
startResponse(500, [], new Error("any error"));
startResponse(500, [], "any value");
// @ts-expect-error -- a status line
startResponse("200 OK", []);
// @ts-expect-error -- no headers
startResponse(200);
// @ts-expect-error -- headers of another interface
startResponse(200, { "content-type": "text/plain" });
// @ts-expect-error -- a number as value
startResponse(200, [["content-length", 5]]);
// @ts-expect-error -- a triple
startResponse(200, [["a", "b", "c"]]);
// @ts-expect-error -- no write()
startResponse(200, []).call(undefined, "text");

// Middleware.
takesMiddleware((app) => app);
takesMiddleware((app) => (one, start) => app(one.derive({ pathInfo: "/" }), start));
// @ts-expect-error -- a response is not an application
takesMiddleware(() => "text");

// Values.
const user = createKey<{ readonly id: number }>("auth.user");
export const id: number | undefined = environ.get(user)?.id;
environ.set(user, { id: 1 });
// @ts-expect-error -- of another type
environ.set(user, "text");
// @ts-expect-error -- a key of another type
export const other: Key<string> = user;
// @ts-expect-error -- a name is not a key
environ.get("auth.user");

// Environ: what can be assigned, what cannot, and a copy of its own class.
environ.pathInfo = "/";
// @ts-expect-error -- read-only
environ.target = "/";
// @ts-expect-error -- read-only
environ.headers = [];
class HostEnviron extends Environ {
  own = 1;
}
declare const host: HostEnviron;
export const own: number = host.derive({ serverPort: 1 }).own;
// @ts-expect-error -- no such field
environ.derive({ target: "/" });
// @ts-expect-error -- capabilities may be absent
environ.fileBody("/etc/hostname");

// WSGI: bytes alone.
takesWsgi((_environ, start) => {
  start("200 OK", [["Content-type", "text/plain"]])(new Uint8Array(0));
  return [new Uint8Array(0)];
});
takesWsgi((wsgi, start) => {
  start("200 OK", []);
  const path: string = wsgi.PATH_INFO;
  wsgi["wsgi.errors"].write(path);
  return [wsgi["wsgi.input"].read(1)];
});
// @ts-expect-error -- text
takesWsgi(() => ["text"]);
// @ts-expect-error -- later
takesWsgi(async () => []);
