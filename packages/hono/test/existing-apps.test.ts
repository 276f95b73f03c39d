import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { serve as serveHono } from "@hono/node-server";
import { toLambda } from "@tsgi/aws-lambda";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { ServerProcess } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import { serve } from "@tsgi/node";
import { describe, expect, test } from "vitest";
import { differences, type Difference } from "./_differences.ts";
import { existingApp } from "./_existing.ts";
import { gateways } from "./_mounted.ts";
import { askServer, nameOf, recorded, type Answer, type Recorded } from "./_recorded.ts";

interface Running {
  readonly url: string;
  close(): Promise<unknown>;
}

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

async function nativeNode(): Promise<Running> {
  const options = { fetch: existingApp, port: 0, hostname: "127.0.0.1", overrideGlobalObjects: false };
  const server = await new Promise<{ url: string; stop: () => void }>((resolve) => {
    const made = serveHono(options, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}/`, stop: () => made.close() }),
    );
  });
  return { url: server.url, close: async () => server.stop() };
}

async function process(runtime: "bun" | "deno", kind: string): Promise<Running> {
  const server = await ServerProcess.onRuntime(runtime, fixture(`existing-${runtime}.ts`), kind);
  return { url: await server.ready, close: () => server.close() };
}

interface Host {
  readonly native: () => Promise<Running>;
  readonly tsgi: (kind: string) => Promise<Running>;
}

const hosts: Readonly<Record<string, Host>> = {
  "@hono/node-server": {
    native: nativeNode,
    tsgi: (kind) => serve(gateways[kind]!, { port: 0 }),
  },
  Bun: { native: () => process("bun", "native"), tsgi: (kind) => process("bun", kind) },
  Deno: { native: () => process("deno", "native"), tsgi: (kind) => process("deno", kind) },
  workerd: {
    native: () => startWorkerd(fixture("existing-worker-native.ts")),
    tsgi: (kind) => startWorkerd(fixture(`existing-worker-${kind}.ts`)),
  },
  Lambda: {
    native: nativeNode,
    tsgi: (kind) => serveLocally(toLambda(gateways[kind]!), { event: "url", port: 0 }),
  },
};

describe.each(Object.keys(hosts))("existing applications on %s", (name) => {
  test.each(Object.keys(gateways))(`answer ${recorded.length} requests as natively: %s`, async (kind) => {
    const host = hosts[name]!;
    const known = differences[`${name} ${kind}`]!;
    const [native, tsgi] = await Promise.all([host.native(), host.tsgi(kind)]);
    const found: Record<string, unknown> = {};
    const met = new Set<Difference>();
    try {
      for (const each of recorded) {
        const [expected, seen] = await Promise.all([outcome(native, each), outcome(tsgi, each)]);
        if (areAlike(expected, seen)) continue;
        const title = nameOf(each);
        const difference = known.find((one) => covers(one, title, expected, seen));
        if (difference === undefined) found[title] = { expected, seen };
        else met.add(difference);
      }
    } finally {
      await Promise.all([native.close(), tsgi.close()]);
    }
    expect(found).toEqual({});
    // Remove an entry from the list once it no longer occurs.
    expect(known.filter((one) => !met.has(one) && one.byChance !== true)).toEqual([]);
  });
});

function covers({ requests, rest }: Difference, title: string, native: Answer, tsgi: Answer): boolean {
  return requests.test(title) && (rest === undefined || isDeepStrictEqual(rest(native), rest(tsgi)));
}

/** A length may be sent although the native host does not: TSGI knows that of every whole body. */
function areAlike(native: Answer, tsgi: Answer): boolean {
  return isDeepStrictEqual({ ...native, length: native.length ?? tsgi.length }, tsgi);
}

async function outcome({ url }: Running, each: Recorded): Promise<Answer> {
  return askServer(url, each).catch(({ message }: Error) => ({
    status: 0,
    headers: [],
    length: "",
    body: message,
  }));
}
