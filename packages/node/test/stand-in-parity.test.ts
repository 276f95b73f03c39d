/* oxlint-disable unicorn/consistent-function-scoping -- each listener is defined beside its name */
import { once, type EventEmitter } from "node:events";
import { IncomingMessage, ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable, finished, pipeline } from "node:stream";
import { pipeline as piped, finished as whenOver } from "node:stream/promises";
import { get, listening, wrapped, type Asking, type Listener } from "@tsgi/harness/listening";
import { describe, expect, onTestFinished, test } from "vitest";
import { fromNode } from "@tsgi/node/from";

type Note = (...values: unknown[]) => void;
/** The actions of a listener, and its notes of what it sees. */
type Probe = (request: IncomingMessage, response: ServerResponse, note: Note) => unknown;

/** Returns the code of what is thrown, or what is returned. */
function tried(call: () => unknown): unknown {
  try {
    const result = call();
    return typeof result === "object" ? "an object" : result;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const error = new Error("on purpose");
const whenDone = (response: ServerResponse): Promise<unknown> => once(response, "close");
/** The same of what emits errors. */
const whenClosed = (emitter: EventEmitter): Promise<unknown> =>
  new Promise((resolve) => emitter.on("close", resolve));
/** Sends the beginning of a body, and waits until the client has probably received it. */
const begun = (response: ServerResponse): Promise<unknown> =>
  new Promise((resolve) => response.write("begun", () => setImmediate(resolve)));
const POST: Asking = { method: "POST", body: "0123456789".repeat(10_000) };

const probes: [name: string, probe: Probe, asking?: Asking][] = [
  // What they are.
  [
    "classes",
    (request, response, note) => {
      note(
        request instanceof IncomingMessage,
        request instanceof Readable,
        response instanceof ServerResponse,
      );
      note(
        response.req === request,
        response.socket === request.socket,
        request.connection === request.socket,
      );
      response.end();
    },
  ],
  [
    "properties of the request",
    async (request, response, note) => {
      const look = (): void => {
        const { aborted, complete, destroyed, errored, closed, readable, readableAborted, readableDidRead } =
          request;
        note(aborted, complete, destroyed, errored, closed, readable, readableAborted, readableDidRead);
        const { readableEncoding, readableEnded, readableFlowing, readableObjectMode, statusCode } = request;
        note(readableEncoding, readableEnded, readableFlowing, readableObjectMode, statusCode);
        note(
          request.isPaused(),
          request.rawTrailers,
          request.trailers,
          (request as { upgrade?: boolean }).upgrade,
        );
        note(request.httpVersion, request.httpVersionMajor, request.httpVersionMinor, request.statusMessage);
      };
      look();
      request.setEncoding("utf8");
      for await (const chunk of request) note(typeof chunk);
      look();
      response.end();
    },
    { method: "POST", body: "text" },
  ],
  [
    "properties of the response",
    async (_request, response, note) => {
      const look = (): void => {
        const {
          headersSent,
          finished: isFinished,
          sendDate,
          statusCode,
          statusMessage,
          destroyed,
        } = response;
        note(headersSent, isFinished, sendDate, statusCode, statusMessage, destroyed, response.errored);
        const { writable, writableCorked, writableEnded, writableFinished, writableObjectMode } = response;
        note(writable, writableCorked, writableEnded, writableFinished, writableObjectMode, response.closed);
        note(response.strictContentLength, response.writableNeedDrain, response.socket === null);
      };
      look();
      response.setHeader("a", "b");
      response.write("c");
      look();
      response.end("d");
      note(response.writableEnded, response.finished);
      await whenDone(response);
      look();
    },
  ],
  [
    "properties of the socket",
    ({ socket }, response, note) => {
      const { connecting, pending, destroyed, closed, errored, readyState, allowHalfOpen } = socket;
      note(connecting, pending, destroyed, closed, errored, readyState, allowHalfOpen);
      note(socket.remoteAddress, socket.remoteFamily, socket.localAddress, socket.localFamily);
      note(typeof socket.remotePort, typeof socket.localPort, Object.keys(socket.address()).toSorted());
      note(socket.timeout ?? 0, socket.readable, socket.writable, socket.readableEnded, socket.writableEnded);
      note(typeof socket.bytesRead, typeof socket.bytesWritten, (socket as { encrypted?: true }).encrypted);
      for (const name of ["ref", "unref", "pause", "resume", "setNoDelay", "setKeepAlive"] as const)
        note(socket[name]() === socket);
      note(socket.setTimeout(0) === socket, socket.setEncoding === undefined, socket.isPaused());
      response.end();
    },
  ],
  // Heads.
  ...(
    [
      ["an undefined value", (response) => response.writeHead(200, { a: undefined })],
      [
        "an undefined value beside a set one",
        (response) => response.setHeader("b", "c").writeHead(200, { a: undefined }),
      ],
      [
        "an undefined value in a list",
        (response) => response.writeHead(200, { a: ["b", undefined as never] }),
      ],
      [
        "an undefined value in a flat array",
        (response) => response.writeHead(200, ["a", undefined as never]),
      ],
      ["null", (response) => response.writeHead(200, { a: null as never })],
      ["a bad name", (response) => response.writeHead(200, { "a b": "c" })],
      ["an empty name", (response) => response.writeHead(200, { "": "c" })],
      ["a bad value", (response) => response.writeHead(200, { a: "b\nc" })],
      ["a value above U+00FF", (response) => response.writeHead(200, { a: "\u20ac" })],
      ["status 99", (response) => response.writeHead(99)],
      ["status 1000", (response) => response.writeHead(1000)],
      ["no status", (response) => response.writeHead("x" as never)],
      ["a bad reason", (response) => response.writeHead(200, "a\nb")],
      ["a reason", (response) => response.writeHead(200, "Fine", { a: "b" })],
      ["a flat array", (response) => response.writeHead(200, ["a", "b", "a", "c"])],
      ["an array of pairs", (response) => response.writeHead(200, [["a", "b"]] as never)],
      ["numbers", (response) => response.writeHead(200, { a: 1 })],
      ["lists", (response) => response.writeHead(200, { "set-cookie": ["a=b", "c=d"] })],
      ["another case of a set one", (response) => response.setHeader("A", "b").writeHead(200, { a: "c" })],
      ["nothing", (response) => response.writeHead(201)],
    ] as [string, (response: ServerResponse) => unknown][]
  ).map(([name, call]): [string, Probe] => [
    `writeHead with ${name}`,
    (_request, response, note) => {
      note(
        tried(() => call(response)),
        response.headersSent,
        response.statusCode,
      );
      if (!response.headersSent) for (const key of response.getHeaderNames()) response.removeHeader(key);
      if (!response.headersSent) Object.assign(response, { statusCode: 500, statusMessage: "Again" });
      response.end("end");
    },
  ]),
  [
    "setting, getting and removing",
    (_request, response, note) => {
      note(tried(() => response.setHeader("a", undefined as never)));
      note(
        tried(() => response.setHeader("a b", "c")),
        tried(() => response.setHeader("a", "\u0000")),
      );
      note(
        tried(() => response.setHeaders(new Map([["x-m", "1"]]))),
        response.getHeaders(),
      );
      note(
        tried(() => response.appendHeader("x-m", ["2", "3"])),
        response.getHeader("X-M"),
      );
      note(
        response.hasHeader("X-m"),
        tried(() => response.removeHeader("x-n")),
        response.getHeaderNames(),
      );
      response.flushHeaders();
      note(
        response.headersSent,
        tried(() => response.removeHeader("x-m")),
      );
      note(
        tried(() => response.appendHeader("x-m", "4")),
        tried(() => response.setHeaders(new Map())),
      );
      note(
        tried(() => response.writeHead(200)),
        tried(() => void (response.statusCode = 201)),
      );
      response.end("end");
    },
  ],
  [
    "interim responses",
    (_request, response, note) => {
      note(tried(() => response.writeEarlyHints({ link: "no link" })));
      note(tried(() => response.writeEarlyHints({ "x-a": "b" })));
      note(tried(() => response.writeProcessing()));
      response.end("end");
    },
  ],
  // Bodies.
  [
    "what is not a chunk",
    (_request, response, note) => {
      note(
        tried(() => response.write(null)),
        tried(() => response.write(1)),
        tried(() => response.write({})),
      );
      note(
        tried(() => response.write(undefined)),
        tried(() => response.end(1)),
      );
      response.end("end");
    },
  ],
  [
    "encodings",
    (_request, response) => {
      response.write("68656c6c6f", "hex");
      response.write("aGVsbG8=", "base64");
      response.write("\u00fc", "latin1");
      response.end("\u00fc", "utf8");
    },
  ],
  [
    "callbacks and events",
    async (_request, response, note) => {
      for (const event of ["prefinish", "finish", "close"]) response.on(event, () => note(event));
      note(typeof response.write("a", () => note("written")));
      response.end("b", () => note("ended"));
      await whenDone(response);
    },
  ],
  [
    "a write after the end",
    async (_request, response, note) => {
      response.on("error", (failure: NodeJS.ErrnoException) => note("error", failure.code));
      response.end("a");
      note(response.write("b", (failure) => note("written", (failure as NodeJS.ErrnoException)?.code)));
      await whenClosed(response);
    },
  ],
  [
    "an end after the end",
    async (_request, response, note) => {
      response.end("a");
      await whenDone(response);
      response.end((failure?: NodeJS.ErrnoException) => note("ended", failure?.code));
      await new Promise((resolve) => setImmediate(resolve));
    },
  ],
  [
    "trailers",
    (_request, response, note) => {
      response.setHeader("trailer", "x-sum");
      response.write("a");
      note(
        tried(() => response.addTrailers({ "a b": "c" })),
        tried(() => response.addTrailers({ a: "\n" })),
      );
      response.addTrailers({ "x-sum": "1" });
      response.end();
    },
  ],
  ["a body for 204", (_request, response, note) => note(tried(() => response.writeHead(204).end("a")))],
  [
    "a body for HEAD",
    (_request, response, note) =>
      note(
        tried(() => response.write("a")),
        tried(() => response.end("b")),
      ),
    { method: "HEAD" },
  ],
  [
    "cork and uncork",
    (_request, response, note) => {
      response.cork();
      note(response.writableCorked, response.write("a"));
      response.uncork();
      note(response.writableCorked);
      response.end("b");
    },
  ],
  [
    "stream functions on the response",
    async (_request, response, note) => {
      finished(response, (failure) => note("finished", failure?.message));
      pipeline(Readable.from(["a", "b"]), response, (failure) => note("pipeline", failure?.message));
      await whenOver(response);
      note("over");
    },
  ],
  // Requests.
  [
    "reading by data",
    async (request, response, note) => {
      let size = 0;
      request.on("data", (chunk: Buffer) => (size += chunk.length));
      request.on("end", () => note("end", size, request.complete));
      request.on("close", () => note("close"));
      await once(request, "end");
      response.end();
      await whenDone(response);
    },
    POST,
  ],
  [
    "reading by readable",
    async (request, response, note) => {
      let size = 0;
      request.on("readable", () => {
        for (let chunk: Buffer | null; (chunk = request.read() as Buffer | null) !== null;)
          size += chunk.length;
      });
      await once(request, "end");
      note(size);
      response.end();
    },
    POST,
  ],
  [
    "unshift, pause and resume",
    async (request, response, note) => {
      request.pause();
      request.unshift(Buffer.from("before"));
      note(request.isPaused());
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      setImmediate(() => request.resume());
      await once(request, "end");
      note(Buffer.concat(chunks).length, Buffer.concat(chunks).subarray(0, 8).toString());
      response.end();
    },
    POST,
  ],
  ["piped back", async (request, response) => piped(request, response), POST],
  [
    "Readable.toWeb",
    async (request, response, note) => {
      let size = 0;
      for await (const chunk of Readable.toWeb(request)) size += (chunk as Uint8Array).length;
      note(size);
      response.end();
    },
    POST,
  ],
  [
    "an iteration that is left",
    async (request, response, note) => {
      // Node destroys what is left by a loop, and the connection with it: what is sent before has ended.
      response.end("answered");
      for await (const chunk of request) {
        note(chunk instanceof Buffer);
        break;
      }
      note(request.destroyed);
    },
    { method: "POST", body: "short" },
  ],
  // Ends.
  [
    "end, and the request is destroyed in the same turn",
    async (request, response, note) => {
      for (const event of ["finish", "close"]) response.on(event, () => note(event));
      response.end("answered");
      request.destroy();
      note(request.destroyed, request.socket.destroyed);
      await whenDone(response);
    },
  ],
  [
    "end after a chunk, and the request is destroyed in the same turn",
    async (request, response, note) => {
      response.write("an");
      await new Promise((resolve) => setImmediate(resolve));
      response.end("swered");
      request.destroy();
      note(request.destroyed, request.socket.destroyed);
      await whenDone(response);
    },
  ],
  [
    "end, and the socket is destroyed in the same turn",
    async ({ socket }, response) => {
      response.end("answered");
      socket.destroy();
      await whenDone(response);
    },
  ],
  [
    "the socket is destroyed with an error",
    async ({ socket }, response, note) => {
      socket.on("error", (failure) => note("error", failure === error));
      socket.on("close", (hadError) => note("close", hadError));
      await begun(response);
      socket.destroy(error);
      note(socket.destroyed, socket.errored === error);
      await whenClosed(socket);
      note(socket.closed, socket.readyState, socket.readable, socket.writable);
    },
  ],
  [
    "the socket is destroyed with an error without a listener",
    async ({ socket }, response, note) => {
      await begun(response);
      socket.destroy(error);
      await whenClosed(socket);
      note(response.destroyed);
    },
  ],
  [
    "the response is destroyed with an error",
    async (request, response, note) => {
      response.on("error", (failure) => note("response error", failure === error));
      request.socket.on("error", (failure) => note("socket error", failure === error));
      await begun(response);
      response.destroy(error);
      note(response.destroyed, response.errored === error, request.socket.destroyed);
      await whenClosed(request.socket);
    },
  ],
  [
    "nothing comes for the time of response.setTimeout",
    async (_request, response, note) => {
      response.setTimeout(30, () => note("late"));
      await once(response, "timeout");
      response.end("late");
    },
  ],
  [
    "nothing comes for the time of socket.setTimeout",
    async ({ socket }, response, note) => {
      response.on("timeout", () => note("response"));
      socket.setTimeout(30, () => note("socket"));
      await once(socket, "timeout");
      response.end("late");
    },
  ],
  [
    "a timeout without a listener breaks the connection off",
    async ({ socket }, response, note) => {
      await begun(response);
      socket.setTimeout(30);
      await whenDone(response);
      note(socket.destroyed);
    },
  ],
  [
    "a time that is taken back",
    async (_request, response, note) => {
      response.setTimeout(20, () => note("late"));
      response.setTimeout(0);
      await new Promise((resolve) => setTimeout(resolve, 60));
      response.end("in time");
    },
  ],
];

describe("a stand-in behaves like Node's own request and response", () => {
  const seen = async (
    probe: Probe,
    asking: Asking | undefined,
    start: (listener: Listener) => Promise<{ port: number }>,
  ): Promise<object> => {
    const notes: unknown[] = [];
    let isOver!: () => void;
    const over = new Promise<void>((resolve) => (isOver = resolve));
    const server = await start(async (request, response) => {
      try {
        await probe(request, response, (...values) => void notes.push(values));
      } finally {
        isOver();
      }
    });
    const answer = await get({ ...server, log: () => "" }, asking).catch(() => "no answer");
    await over;
    if (typeof answer === "string") return { notes, answer };
    const { status, headers, trailers, body, isBroken } = answer;
    // Those of the connection are the server's.
    const {
      date: _date,
      connection: _connection,
      "transfer-encoding": _coding,
      "content-length": _length,
      ...rest
    } = headers;
    return { notes, status, headers: rest, trailers, body, isBroken };
  };
  const bare = async (listener: Listener): Promise<{ port: number }> => {
    const server = createServer(listener as never).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close().closeAllConnections());
    return { port: (server.address() as AddressInfo).port };
  };

  test.each(probes)("%s", async (_name, probe, asking) => {
    const wanted = await seen(probe, asking, bare);
    expect(await seen(probe, asking, (listener) => listening(wrapped(fromNode(listener))))).toEqual(wanted);
  });
});
