import type { Environ } from "@tsgi/core";
import { gate, nameOf, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case, CaseClient } from "../case.ts";

/** Cases for clients that disconnect. */
export const disconnectCases: readonly Case[] = [
  {
    id: "leave-waiting",
    title:
      "when the client disconnects, a body is closed once and the signal fires while the body still waits",
    proves: ["S58", "U18"],
    needs: ["streaming", "disconnect", "concurrency"],
    app: (environ, startResponse) => {
      startResponse(200, PLAIN);
      watch(environ);
      return waitingBody(environ);
    },
    check: (t) => leaves(t, false),
  },
  {
    id: "leave-after-upload",
    title:
      "when the client disconnects, a body is closed and the signal fires also after the request body was read to its end",
    proves: ["S58", "U18"],
    needs: ["streaming", "disconnect", "concurrency"],
    app: async (environ, startResponse) => {
      await environ.input.bytes();
      startResponse(200, PLAIN);
      watch(environ);
      return waitingBody(environ);
    },
    check: (t) => leaves(t, true),
  },
  {
    id: "leave-unwatched",
    title: "a body is closed when its client disconnects, even if the application watches nothing",
    proves: ["S58", "U18"],
    needs: ["streaming", "disconnect", "concurrency"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return waitingBody(environ);
    },
    async check(t) {
      const call = await t.start("/");
      await call.until("begun");
      call.leave();
      await t.eventually(async () => t.deepEqual((await t.journal()).returns, [1]));
    },
  },
  {
    id: "leave-slow",
    title: "when a client that has stopped reading disconnects, the body is closed and no longer pulled",
    proves: ["S55", "S58"],
    needs: ["streaming", "disconnect", "backpressure", "concurrency"],
    *app(environ, startResponse) {
      startResponse(200, PLAIN);
      try {
        for (;;) yield new Uint8Array(65_536);
      } finally {
        record(environ, "closed");
      }
    },
    async check(t) {
      const call = await t.start("/");
      await call.head();
      t.deepEqual(await t.recorded("closed"), []);
      call.leave();
      await t.eventually(async () => t.deepEqual(await t.recorded("closed"), [null]));
    },
  },
  {
    id: "leave-stream",
    title: "a ReadableStream is cancelled when its client disconnects, while a read is pending",
    proves: ["S58", "U18"],
    needs: ["streaming", "disconnect", "concurrency"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode("begun")),
        cancel: () => record(environ, "cancelled"),
      });
    },
    async check(t) {
      const call = await t.start("/");
      await call.until("begun");
      call.leave();
      await t.eventually(async () => t.deepEqual(await t.recorded("cancelled"), [null]));
    },
  },
  {
    id: "leave-before-answer",
    title:
      "the signal fires before the application has responded; a body that it returns later is closed unread",
    proves: ["S58", "U18"],
    needs: ["disconnect", "concurrency"],
    async app(environ, startResponse) {
      watch(environ);
      record(environ, "begun");
      await gate(environ, "answer");
      startResponse(200, PLAIN);
      return waitingBody(environ);
    },
    async check(t) {
      const call = await t.start("/");
      await t.eventually(async () => t.deepEqual(await t.recorded("begun"), [null]));
      call.leave();
      await t.eventually(async () =>
        t.deepEqual(await t.recorded("aborted"), ["AbortError TSGI_CLIENT_GONE"]),
      );
      await t.release("answer");
      await t.eventually(async () => t.deepEqual((await t.journal()).returns, [1]));
      t.deepEqual(await t.recorded("finished"), ["TSGI_CLIENT_GONE"]);
    },
  },
  {
    id: "leave-late-signal",
    title: "a signal that is first read after the client disconnected has fired",
    proves: ["U18", "U19"],
    needs: ["disconnect", "concurrency"],
    async app(environ, startResponse) {
      record(environ, "begun");
      environ.onFinish(() => {
        record(environ, "aborted", environ.signal.aborted);
      });
      await gate(environ, "answer");
      startResponse(200, PLAIN);
      return null;
    },
    async check(t) {
      const call = await t.start("/");
      await t.eventually(async () => t.deepEqual(await t.recorded("begun"), [null]));
      call.leave();
      await t.eventually(async () => t.deepEqual(await t.recorded("aborted"), [true]));
      await t.release("answer");
    },
  },
  {
    id: "leave-error-thrown",
    title: "an application that fails because its client disconnected affects nothing else",
    proves: ["S66", "U18"],
    needs: ["disconnect", "concurrency"],
    async app(environ, startResponse) {
      if (environ.pathInfo === "/alive") {
        startResponse(200, PLAIN);
        return "alive";
      }
      record(environ, "begun");
      await new Promise((_resolve, reject) => {
        environ.signal.addEventListener("abort", () => {
          record(environ, "aborted");
          reject(environ.signal.reason as Error);
        });
      });
      return null;
    },
    async check(t) {
      const call = await t.start("/");
      await t.eventually(async () => t.deepEqual(await t.recorded("begun"), [null]));
      call.leave();
      await t.eventually(async () => t.deepEqual(await t.recorded("aborted"), [null]));
      t.equal((await t.request("/alive")).text, "alive");
    },
  },
];

function watch(environ: Environ): void {
  environ.signal.addEventListener("abort", () => {
    const { name, cause } = environ.signal.reason as Error;
    record(environ, "aborted", `${name} ${nameOf(cause)}`);
  });
  environ.onFinish((error) => record(environ, "finished", nameOf(error)));
}

/** Its second chunk never arrives. */
function waitingBody(environ: Environ): AsyncIterable<string> {
  let begun = false;
  const next = (): Promise<IteratorResult<string>> => {
    if (begun) return new Promise(() => {});
    begun = true;
    return Promise.resolve({ done: false, value: "begun" });
  };
  const close = (): Promise<IteratorResult<string>> => {
    record(environ, "closed");
    return Promise.resolve({ done: true, value: undefined });
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: close }) };
}

async function leaves(t: CaseClient, isUpload: boolean): Promise<void> {
  const call = await t.start("/", isUpload ? { upload: true, headers: [["content-length", "4"]] } : {});
  if (isUpload) {
    await call.write("body");
    await call.end();
  }
  await call.until("begun");
  t.deepEqual(await t.recorded("aborted"), []);
  call.leave();
  await t.eventually(async () => {
    t.deepEqual(await t.recorded("closed"), [null]);
    t.deepEqual(await t.recorded("aborted"), ["AbortError TSGI_CLIENT_GONE"]);
    t.deepEqual(await t.recorded("finished"), ["TSGI_CLIENT_GONE"]);
  });
}
