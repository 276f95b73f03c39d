import { createReadStream, type ReadStream } from "node:fs";
import { Writable } from "node:stream";
import { context, events } from "@tsgi/harness/lambda-events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Application } from "@tsgi/core";
import { toLambda, toLambdaStream, type ResponseStream } from "../src/index.ts";
import { memoryLog } from "./_apps.ts";

/** Errors that no handler caught, for example an `error` event without a listener. */
const escaped: unknown[] = [];
const note = (reason: unknown): void => void escaped.push(reason);
beforeAll(() => {
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
});
afterAll(() => {
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
});

class MockStream extends Writable {
  setContentType(): void {}
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}

/** Adds no listener for `error`: that is what is tested. */
const closed = (file: ReadStream): Promise<void> =>
  new Promise((resolve) => (file.closed ? resolve() : void file.on("close", () => resolve())));

const withMethod = (method: string): object => {
  const { requestContext } = events.url;
  return { ...events.url, requestContext: { ...requestContext, http: { ...requestContext.http, method } } };
};

type Invoke = (app: Application, event: object) => Promise<unknown>;
const ways: readonly (readonly [string, Invoke])[] = [
  ["buffered", (app, event) => toLambda(app, { log: memoryLog() })(event, context)],
  [
    "streaming",
    (app, event) =>
      toLambdaStream(app, { log: memoryLog() })(
        event,
        new MockStream() as unknown as ResponseStream,
        context,
      ),
  ],
  [
    "streaming to a client that has disconnected",
    async (app, event) => {
      const stream = new MockStream();
      stream.destroy();
      await toLambdaStream(app, { log: memoryLog() })(event, stream as unknown as ResponseStream, context);
    },
  ],
];

describe.each(ways)("%s: a file stream that is discarded before it was pulled", (way, invoke) => {
  const settings: readonly (readonly [string, number, string])[] = [
    ["HEAD", 200, "HEAD"],
    ["204", 204, "GET"],
    ["304", 304, "GET"],
  ];
  test.each(way.endsWith("left") ? [["GET", 200, "GET"] as const] : settings)(
    "%s: is closed",
    async (_title, status, method) => {
      const opened: ReadStream[] = [];
      const app: Application = (_environ, startResponse) => {
        startResponse(status, []);
        const file = createReadStream(import.meta.filename);
        opened.push(file);
        return file;
      };
      await invoke(app, withMethod(method));
      const [file] = opened;
      await closed(file!);
      expect(file!.destroyed).toBe(true);
    },
  );

  test("that cannot be opened ends nothing", async () => {
    const files: ReadStream[] = [];
    const app: Application = (_environ, startResponse) => {
      startResponse(200, []);
      const file = createReadStream("/nonexistent/file");
      files.push(file);
      return file;
    };
    await invoke(app, withMethod("HEAD"));
    await closed(files[0]!);
    await new Promise(setImmediate);
    expect(escaped).toEqual([]);
  });
});
