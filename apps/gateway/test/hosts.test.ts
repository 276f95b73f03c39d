/** The same requests to the gateway on every host, each answered as the original answers. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needsDebian } from "../../../scripts/_debian.ts";
import { ServerProcess } from "../../../scripts/_server-process.ts";
import { exchange } from "./_exchange.ts";
import { normalise } from "./_normalise.ts";
import { hasOriginal, originalPackages, startOriginal, type Original } from "./_original.ts";
import { table } from "./_requests.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const isHere = needsDebian("httpbin on every host beside the original", originalPackages, hasOriginal);

describe
  .runIf(isHere)
  .each(["express", "fastify", "hono", "aws-lambda", "cloudflare-workers", "bun", "deno"])(
  "httpbin on %s beside the original",
  (host) => {
    let original: Original;
    let gateway: ServerProcess;
    let port: number;

    beforeAll(async () => {
      gateway = ServerProcess.ofScript(main, "--host", host, "--port", "0");
      original = await startOriginal("/httpbin");
      port = Number(new URL((await gateway.ready).replace(/^.*?: /, "")).port);
    });
    afterAll(() => Promise.all([original?.stop(), gateway?.close()]));

    describe.each(Object.entries(table))("%s", (_, rows) => {
      it.each(rows.map((row) => [`${row.method} ${row.path.slice(0, 80)}`, row] as const))(
        "%s",
        async (_title, row) => {
          const [theirs, ours] = await Promise.all([exchange(original.port, row), exchange(port, row)]);
          expect(normalise(row, ours)).toEqual(normalise(row, theirs));
        },
      );
    });
  },
);
