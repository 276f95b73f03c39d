import type { Answer, Recorded } from "./fixtures/parity/requests.ts";

/** In what a host's answer is another than that of Fastify itself, and why. */
interface Difference {
  readonly why: string;
  readonly on: (host: string) => boolean;
  /** Of which answers, as they are after the differences before this one. */
  readonly of: (request: Recorded, native: Answer) => boolean;
  readonly becomes: (native: Answer, request: Recorded) => Answer;
}

const isHead = ({ method }: Recorded): boolean => method === "HEAD";
const isOneOf =
  (...names: string[]) =>
  (host: string): boolean =>
    names.includes(host);
const onLambda = isOneOf("lambda, buffered", "lambda, streaming");

function without(answer: Answer, name: string): Answer {
  return { ...answer, headers: answer.headers.filter((field) => !field.startsWith(`${name}: `)) };
}

function withLength(answer: Answer, length: number): Answer {
  const headers = [...without(answer, "content-length").headers, `content-length: ${length}`];
  return { ...answer, headers: headers.toSorted((a, b) => (a < b ? -1 : 1)) };
}

const hasLength = ({ headers }: Answer): boolean =>
  headers.some((field) => field.startsWith("content-length: "));
/** Fastify adds a length to the native responses of these, although none may have one. */
const isBodiless = ({ status }: Answer): boolean => status === 204 || status === 304;

/** Each in its turn. */
export const differences: readonly Difference[] = [
  {
    why: "Fastify's own answer has a length and chunks both, which no client takes; TSGI's has the length",
    on: (host) => host !== "node",
    of: (_request, { error }) => error !== undefined,
    becomes: () => ({
      status: 200,
      headers: ["content-length: 13", "content-type: text/plain", "x-hook: on-request", "x-user: nobody"],
      body: "",
      trailers: [],
    }),
  },
  {
    why: "Fastify sends a length with 304, and with 204 to HEAD; a server of TSGI does not (RFC 9110, 8.6)",
    on: (host) => host !== "node",
    of: (_request, native) => isBodiless(native),
    becomes: (native) => without(native, "content-length"),
  },
  {
    why: "the host sends no trailers",
    on: isOneOf("lambda, buffered", "lambda, streaming", "bun", "deno"),
    of: (_request, native) => native.trailers.length > 0,
    becomes: (native) => ({ ...without(native, "trailer"), trailers: [] }),
  },
  {
    why: "workerd's ServerResponse has no addTrailers, and Fastify breaks the answer off",
    on: isOneOf("workerd"),
    of: (_request, native) => native.trailers.length > 0,
    becomes: () => ({ status: 0, headers: [], body: "", trailers: [], error: "Error: aborted" }),
  },
  {
    why: "workerd sends for HEAD the length of what end() was passed",
    on: isOneOf("workerd"),
    of: (request) => isHead(request) && request.target === "/raw-node",
    becomes: (native) => withLength(native, 256),
  },
  {
    why: "the host joins response headers of one name, apart from Set-Cookie",
    on: isOneOf("lambda, buffered", "lambda, streaming", "bun"),
    of: (_request, native) => native.headers.some((field) => /^x-(?:list|raw): /.test(field)),
    becomes: (native) => ({
      ...native,
      headers: native.headers
        .map((field) => field.replace(/^(x-(?:list|raw): )1$/, "$11, 2"))
        .filter((field) => !/^x-(?:list|raw): 2$/.test(field)),
    }),
  },
  {
    why: "the services speak https with the client",
    on: onLambda,
    of: ({ target }) => target === "/scheme",
    becomes: (native, request) => ({ ...withLength(native, 5), body: isHead(request) ? "" : "https" }),
  },
  {
    why: "in an event an empty query looks the same as no query",
    on: onLambda,
    of: ({ target }) => target === "/echo?",
    becomes: (native) => {
      const body = native.body.replaceAll('"/echo?"', '"/echo"');
      return { ...withLength(native, body.length), body };
    },
  },
  {
    why: "a stream that is gathered has a length",
    on: isOneOf("lambda, buffered"),
    of: (request, native) => !isHead(request) && !hasLength(native) && !isBodiless(native),
    becomes: (native) => withLength(native, native.body.length),
  },
  {
    why: "Bun sends every stream in chunks, and takes its declared length away",
    on: isOneOf("bun"),
    of: (request) =>
      request.method === undefined
        ? ["/length", "/raw-node"].includes(request.target)
        : isHead(request) && request.target === "/trailers",
    becomes: (native) => without(native, "content-length"),
  },
  {
    why: "the runtime adds a length of 0 to a HEAD response without one",
    on: isOneOf("deno"),
    of: (request, native) => isHead(request) && !hasLength(native) && !isBodiless(native),
    becomes: (native) => withLength(native, 0),
  },
];
