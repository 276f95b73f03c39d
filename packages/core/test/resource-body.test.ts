/** Bodies that hold a resource: whichever way a response ends, it is released, and its `error` ends no process. */
import {
  createReadStream,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  type ReadStream,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bufferBody, cascade, mapBody, withWriter, type Application, type Body } from "../src/index.ts";
import { environOf, FakeExchange, run, turn } from "./_exchange.ts";

const folder = mkdtempSync(join(tmpdir(), "tsgi-resource-"));
const file = join(folder, "file");
writeFileSync(file, new Uint8Array(1_000_000));
afterAll(() => rmSync(folder, { recursive: true }));

const openFiles = (): number =>
  readdirSync("/proc/self/fd").filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === file;
    } catch {
      return false; // the descriptor of the listing itself
    }
  }).length;

let unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => {
  unhandled = [];
  process.on("unhandledRejection", note).on("uncaughtException", note);
});
afterEach(() => void process.off("unhandledRejection", note).off("uncaughtException", note));

type Way = (stream: ReadStream) => FakeExchange | Promise<FakeExchange>;

const answering =
  (status: number, body: Body): Application =>
  (_environ, startResponse) => {
    startResponse(status, []);
    return body;
  };
const identity = (body: Body): Body => mapBody(body, { chunk: (chunk) => chunk });

const ways: Readonly<Record<string, Way>> = {
  HEAD: (stream) => run(answering(200, stream), { method: "HEAD" }),
  "HEAD, mapped": (stream) => run(answering(200, identity(identity(stream))), { method: "HEAD" }),
  "204": (stream) => run(answering(204, stream)),
  "304": (stream) => run(answering(304, identity(stream))),
  "a client that disconnected before the head": (stream) => {
    const exchange = new FakeExchange();
    exchange.transport.isDisconnected = true;
    exchange.runs(answering(200, stream)).run(environOf(exchange));
    return exchange;
  },
  "a client that disconnected while the application worked": async (stream) => {
    const exchange = new FakeExchange();
    exchange
      .runs(async (environ, startResponse) => answering(200, stream)(environ, startResponse))
      .run(environOf(exchange));
    exchange.disconnected();
    return exchange;
  },
  "a client that disconnects in mid-stream": async (stream) => {
    const exchange = run(answering(200, identity(stream)), { room: 1 });
    await expect.poll(() => stream.errored !== null || exchange.transport.isWaiting).toBe(true);
    exchange.disconnected();
    return exchange;
  },
  "a skipped answer of a cascade": (stream) => run(cascade([answering(404, stream), answering(200, "next")])),
  "a skipped answer of a cascade that calls startResponse late": (stream) =>
    run(
      cascade([
        (_environ, startResponse) =>
          (async function* () {
            startResponse(404, []);
            yield* stream;
          })(),
        answering(200, "next"),
      ]),
    ),
  "the rest of a writer whose response has ended": (stream) =>
    run(
      withWriter((_environ, startResponse) => {
        startResponse(200, []);
        return stream;
      }),
      { method: "HEAD" },
    ),
  "no call of startResponse": (stream) => run(() => stream),
};

describe.each([
  ["a file", file],
  ["a file that is not there", join(folder, "missing")],
])("%s", (_kind, path) => {
  test.each(Object.keys(ways))("is closed after %s", async (name) => {
    const stream = createReadStream(path);
    await ways[name]!(stream);
    await expect.poll(() => stream.closed).toBe(true);
    await turn();
    expect([openFiles(), unhandled]).toEqual([0, []]);
  });
});

describe("a body with destroy()", () => {
  test("is destroyed once it is discarded, also while a chunk is awaited, and that is not logged", async () => {
    const silent = new Readable({ read() {} });
    const exchange = run(answering(200, silent));
    await turn();
    exchange.disconnected();
    await turn();
    expect([silent.destroyed, exchange.logged]).toEqual([true, []]);
  });

  test("is left alone at its own end", async () => {
    const destroy = vi.fn<() => void>();
    const body = Object.assign(["a"].values(), { destroy });
    run(answering(200, body));
    const later = Object.assign(
      (async function* () {
        yield "a";
      })(),
      { destroy },
    );
    const exchange = run(answering(200, later));
    await exchange.transport.done;
    expect(destroy).not.toHaveBeenCalled();
  });

  test("that fails is a failure of the response", async () => {
    const stream = createReadStream(join(folder, "missing"));
    const exchange = run(answering(200, stream));
    await exchange.transport.done;
    expect([exchange.status, exchange.text]).toEqual([500, "Internal Server Error"]);
    await expect(bufferBody(createReadStream(join(folder, "missing")) as unknown as Body)).rejects.toThrow(
      "ENOENT",
    );
  });

  test("has its `error` owned as soon as mapBody has it", async () => {
    const stream = createReadStream(join(folder, "missing"));
    mapBody(stream, { chunk: (chunk) => chunk });
    await expect.poll(() => stream.closed).toBe(true);
    expect(unhandled).toEqual([]);
  });

  test("whose destroy() rejects ends nothing", async () => {
    const body = Object.assign((async function* () {})(), {
      destroy: () => Promise.reject(new Error("destroy")),
    });
    run(answering(204, body as unknown as Body));
    await turn();
    expect(unhandled).toEqual([]);
  });
});

describe("a body with cancel()", () => {
  test("is cancelled when it is discarded unread", async () => {
    const cancel = vi.fn<() => void>();
    const body = Object.assign(
      (async function* () {
        yield "x";
      })(),
      { cancel },
    );
    run(answering(204, body));
    expect(cancel).toHaveBeenCalledTimes(1);
  });
});
