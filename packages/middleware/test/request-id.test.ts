import type { Application } from "@tsgi/core";
import { clientOf } from "@tsgi/harness/linted";
import {
  requestIdKey,
  requestId,
  traceContext,
  traceHeaders,
  type RequestIdOptions,
} from "@tsgi/middleware/request-id";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClient } from "@tsgi/testing";

const show: Application = (environ, startResponse) => {
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({
    id: environ.get(requestIdKey),
    trace: traceContext(environ),
    next: traceHeaders(environ),
  });
};

interface Shown {
  readonly id: string;
  readonly header: string;
  readonly trace: { traceId: string; spanId: string; parentId?: string; sampled: boolean };
  readonly next: Record<string, string>;
}

async function ask(options: RequestIdOptions, headers: Record<string, string> = {}): Promise<Shown> {
  await using client = clientOf(requestId(options), show);
  const response = await client.get("/", { headers });
  return {
    ...(await response.json<Shown>()),
    header: response.headers.get(options.header ?? "x-request-id")!,
  };
}

const ID = "0af7651916cd43dd8448eb211c80319c";
const PARENT = `00-${ID}-b7ad6b7169203331-01`;

describe("requestId", () => {
  test("assigns each request its own id, whatever the client says", async () => {
    const sent = { "x-request-id": "theirs", traceparent: PARENT, tracestate: "a=1" };
    const [one, two] = [await ask({}, sent), await ask({}, sent)];
    expect(one.id).toMatch(/^[0-9a-f-]{36}$/);
    expect([one.header, one.id === two.id, one.trace.traceId === ID]).toEqual([one.id, false, false]);
    expect(one.next).toEqual({ traceparent: `00-${one.trace.traceId}-${one.trace.spanId}-00` });
  });

  test("takes a trusted caller's id and trace", async () => {
    const { id, header, trace, next } = await ask(
      { trust: ({ remoteAddress }) => remoteAddress === "127.0.0.1" },
      { "x-request-id": "theirs/1", traceparent: PARENT, tracestate: "a=1" },
    );
    expect([id, header]).toEqual(["theirs/1", "theirs/1"]);
    expect(trace).toMatchObject({ traceId: ID, parentId: "b7ad6b7169203331", sampled: true });
    expect(next).toEqual({ traceparent: `00-${ID}-${trace.spanId}-01`, tracestate: "a=1" });
    expect((await ask({ trust: () => false }, { "x-request-id": "theirs/1" })).id).not.toBe("theirs/1");
  });

  test.each(["", "a b", 'a"b', "<script>", "x".repeat(129), "ü"])(
    "takes no id that is malformed: %j",
    async (sent) => {
      expect((await ask({ trust: true }, { "x-request-id": sent })).id).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test.each([
    ["", false],
    [PARENT, true],
    [PARENT.toUpperCase(), false],
    [`${PARENT}-more`, false],
    [PARENT.replace(/^00/, "01"), true],
    [`${PARENT.replace(/^00/, "01")}-more`, true],
    [PARENT.replace(/^00/, "ff"), false],
    [PARENT.replace(ID, "0".repeat(32)), false],
    [PARENT.replace("b7ad6b7169203331", "0".repeat(16)), false],
    [`${PARENT},${PARENT}`, false],
  ])("reads traceparent as W3C has it: %s", async (traceparent, isTaken) => {
    expect((await ask({ trust: true }, { traceparent })).trace.traceId === ID).toBe(isTaken);
  });

  test("uses another header and other ids", async () => {
    const { id, header } = await ask({ header: "X-Correlation-Id", generate: () => "n7" });
    expect([id, header]).toEqual(["n7", "n7"]);
  });

  test("never fails on a trusted caller's fields", async () => {
    const client = createClient(requestId({ trust: true })(show));
    const text = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    });
    const mutated = fc
      .tuple(fc.constant(PARENT), fc.nat(60), text)
      .map(([base, at, more]) => base.slice(0, at) + more);
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, mutated), async (field) => {
        const value = field.trim();
        const response = await client.get("/", { headers: { "x-request-id": value, traceparent: value } });
        const { next } = await response.json<Shown>();
        expect(next["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
      }),
      { numRuns: 10_000 },
    );
    await client.close();
  });

  test.each([
    [{ header: "a b" }, 'requestId: header is "a b", must be an RFC 9110 token'],
    [{ trust: "yes" }, 'requestId: trust is "yes", must be a boolean, or a function'],
    [{ generate: 1 }, "requestId: generate is 1"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => requestId(options as never)).toThrow(message);
  });
});
