import type { HeaderList } from "@tsgi/core";
import { gate, nameOf, record } from "../_journal.ts";
import { PLAIN, thrownBy } from "../_texts.ts";
import type { Case } from "../case.ts";

const hopByHop = [
  "connection",
  "Keep-Alive",
  "proxy-authenticate",
  "Proxy-Authorization",
  "TE",
  "Trailer",
  "trailers",
  "Transfer-Encoding",
  "upgrade",
];

/** Invalid arguments that startResponse must refuse, by error code; TypeScript would not accept them. */
const refusals: readonly (readonly [code: string, status: unknown, headers: unknown])[] = [
  ...[99, 100, 101, 103, 199, 600, 999, 200.5, Number.NaN, -200, "200", "200 OK", null, undefined].map(
    (status) => ["TSGI_STATUS_INVALID", status, []] as const,
  ),
  ...[undefined, null, {}, "a: b", [["a"]], [["a", "b", "c"]], [["a", 1]], [[1, "a"]], ["ab"]].map(
    (headers) => ["TSGI_HEADERS_INVALID", 200, headers] as const,
  ),
  ...["", "a b", "a:", ":a", "a\r\nb", "caf\xe9", "a\0", "(a)", "a\t"].map(
    (name) => ["TSGI_HEADER_NAME_INVALID", 200, [[name, "x"]]] as const,
  ),
  ...["a\r\nb: c", "a\nb", "a\rb", "a\0", "\x7f", "\x1b", "\u0100", "\u{1f328}", "\ud800"].map(
    (value) => ["TSGI_HEADER_VALUE_INVALID", 200, [["x-value", value]]] as const,
  ),
  ...hopByHop.map((name) => ["TSGI_HEADER_HOP_BY_HOP", 200, [[name, "x"]]] as const),
];

/** Cases for startResponse. */
export const headCases: readonly Case[] = [
  {
    id: "head-refused",
    title: "a bad status, name, value or list is refused at once, in the application's own stack",
    proves: ["S41", "S42", "S70", "N16"],
    faulty: true,
    app(environ, startResponse) {
      const refusal = refusals[Number(environ.pathInfo.slice(1))]!;
      const error = thrownBy(() => startResponse(refusal[1] as number, refusal[2] as HeaderList));
      startResponse(200, PLAIN, error ?? new Error("nothing was thrown"));
      return nameOf(error);
    },
    async check(t) {
      for (const [i, [code, status, headers]] of refusals.entries()) {
        t.equal((await t.request(`/${i}`)).text, code, `${String(status)} ${JSON.stringify(headers)}`);
      }
    },
  },
  {
    id: "head-statuses",
    title: "every integer from 200 to 599 is a status",
    proves: ["S42", "P19", "P32"],
    app(environ, startResponse) {
      startResponse(Number(environ.pathInfo.slice(1)), PLAIN);
      return null;
    },
    async check(t) {
      for (const status of [200, 201, 299, 301, 399, 404, 418, 499, 500, 599]) {
        const answer = await t.request(`/${status}`);
        t.deepEqual([answer.status, answer.header("content-type")], [status, "text/plain"]);
      }
    },
  },
  {
    id: "head-detached",
    title: "startResponse works without `this`",
    proves: ["S36"],
    app(_environ, startResponse) {
      const detached = startResponse;
      Reflect.apply(detached, undefined, [202, PLAIN]);
      return "detached";
    },
    async check(t) {
      const { status, text } = await t.request("/");
      t.deepEqual([status, text], [202, "detached"]);
    },
  },
  {
    id: "head-twice",
    title: "a second call without an error throws, even if the first one threw",
    proves: ["S48", "U24"],
    faulty: true,
    app(environ, startResponse) {
      if (environ.pathInfo === "/bad") thrownBy(() => startResponse(1000, []));
      else startResponse(200, PLAIN);
      const error = thrownBy(() => startResponse(201, PLAIN));
      startResponse(202, PLAIN, error ?? new Error("nothing was thrown"));
      return nameOf(error);
    },
    async check(t) {
      for (const path of ["/good", "/bad"]) {
        const { status, text } = await t.request(path);
        t.deepEqual([status, text], [202, "TSGI_START_TWICE"], path);
      }
    },
  },
  {
    id: "head-replaced",
    title: "with an error the whole head is replaced if nothing has been sent",
    proves: ["S43", "S46"],
    app(_environ, startResponse) {
      startResponse(200, [
        ["content-type", "text/html"],
        ["x-first", "1"],
        ["content-length", "1"],
      ]);
      startResponse(503, [["content-type", "text/plain"]], new Error("replaced"));
      return "replaced";
    },
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual([answer.status, answer.text], [503, "replaced"]);
      t.deepEqual([answer.all("content-type"), answer.header("x-first")], [["text/plain"], undefined]);
    },
  },
  {
    id: "head-held",
    title: "the head is held until the first non-empty chunk",
    proves: ["S43", "S44"],
    needs: ["concurrency"],
    async *app(environ, startResponse) {
      startResponse(200, PLAIN);
      yield "";
      yield new Uint8Array(0);
      await gate(environ, "fail");
      startResponse(500, PLAIN, new Error("late"));
      yield "late";
    },
    async check(t) {
      const call = await t.start("/");
      await t.eventually(async () => t.equal((await t.journal()).calls, 1));
      await t.release("fail");
      const { status, text } = await call.rest();
      t.deepEqual([status, text], [500, "late"]);
    },
  },
  {
    id: "head-late",
    title: "an error passed after the head was sent is thrown back unchanged",
    proves: ["S47", "A07"],
    needs: ["streaming", "brokenBody", "concurrency"],
    faulty: true,
    async *app(environ, startResponse) {
      startResponse(200, PLAIN);
      yield "sent";
      await gate(environ, "fail");
      const error = new Error("late");
      const thrown = thrownBy(() => startResponse(500, PLAIN, error));
      record(environ, "same", thrown === error);
      throw thrown;
    },
    async check(t) {
      const call = await t.start("/");
      await call.until("sent");
      await t.release("fail");
      const { status, text, complete } = await call.rest();
      t.deepEqual([status, text, complete], [200, "sent", false]);
      t.deepEqual(await t.recorded("same"), [true]);
    },
  },
  {
    id: "head-generator",
    title: "a body that calls startResponse at its first step may replace it before its first chunk",
    proves: ["S59", "S46"],
    *app(_environ, startResponse) {
      startResponse(200, PLAIN);
      yield "";
      startResponse(404, PLAIN, new Error("not found after all"));
      yield "not found";
    },
    async check(t) {
      const { status, text } = await t.request("/");
      t.deepEqual([status, text], [404, "not found"]);
    },
  },
  {
    id: "head-array-kept",
    title: "the application's array of headers is not changed, frozen or not",
    proves: ["S38"],
    app(environ, startResponse) {
      const mine: [string, string][] = [["content-type", "text/plain"]];
      startResponse(
        200,
        environ.pathInfo === "/frozen" ? Object.freeze(mine.map((pair) => Object.freeze(pair))) : mine,
      );
      // Changes after the call are not sent.
      if (environ.pathInfo !== "/frozen") mine.push(["x-late", "1"]);
      record(environ, "array", mine.slice(0, 1));
      return "kept";
    },
    async check(t) {
      for (const path of ["/frozen", "/own"]) {
        const answer = await t.request(path);
        t.deepEqual([answer.status, answer.header("x-late")], [200, undefined]);
      }
      const pair = [["content-type", "text/plain"]];
      t.deepEqual(await t.recorded("array"), [pair, pair]);
    },
  },
];
