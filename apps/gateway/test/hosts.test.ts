/** The same requests to the gateway on every host, each answered as the original answers. */
import { isDeepStrictEqual } from "node:util";
import { fileURLToPath } from "node:url";
import { needsDebian } from "@tsgi/harness/debian";
import { ServerProcess } from "@tsgi/harness/server-process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exchange } from "./_exchange.ts";
import { hostDifferences, normaliseOn } from "./_host-differences.ts";
import { hasOriginal, originalPackages, startOriginal, type Original } from "./_original.ts";
import { table, type Row } from "./_requests.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const isHere = needsDebian("httpbin on every host beside the original", originalPackages, hasOriginal);
const hosts = ["express", "fastify", "hono", "aws-lambda", "cloudflare-workers", "bun", "deno"];

describe.runIf(isHere).each(hosts)("httpbin on %s beside the original", (host) => {
  const differences = hostDifferences[host]?.differences ?? [];
  const compared = Object.entries(table).map(
    ([group, rows]) =>
      [group, rows.filter((row) => !differences.some(({ concerns }) => concerns(row)))] as const,
  );
  let original: Original;
  let gateway: ServerProcess;
  let port: number;

  beforeAll(async () => {
    gateway = ServerProcess.ofScript(main, "--host", host, "--port", "0");
    original = await startOriginal("/httpbin");
    port = Number(new URL((await gateway.ready).replace(/^.*?: /, "")).port);
  });
  afterAll(() => Promise.all([original?.stop(), gateway?.close()]));

  describe.each(compared.filter(([, rows]) => rows.length > 0))("%s", (_, rows) => {
    test.each(rows.map((row) => [`${row.method} ${row.path.slice(0, 80)}`, row] as const))(
      "%s",
      async (_title, row) => {
        const { theirs, ours } = await answers(row);
        expect(ours).toEqual(theirs);
      },
    );
  });

  test.each(differences)("differs where $why", async ({ concerns }) => {
    const rows = Object.values(table).flat().filter(concerns);
    const equal = await Promise.all(
      rows.map(async (row) => {
        const { theirs, ours } = await answers(row);
        return isDeepStrictEqual(ours, theirs);
      }),
    );
    expect(equal).toContain(false);
  });

  async function answers(row: Row): Promise<{ theirs: unknown; ours: unknown }> {
    const [theirs, ours] = await Promise.all([exchange(original.port, row), exchange(port, row)]);
    return { theirs: normaliseOn(host, row, theirs), ours: normaliseOn(host, row, ours) };
  }
});
