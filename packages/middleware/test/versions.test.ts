import { join } from "node:path";
import { nodeBinary, nodeLines } from "@tsgi/harness/runtimes";
import { ServerProcess } from "@tsgi/harness/server-process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const fixture = join(import.meta.dirname, "fixtures/built.mjs");

// Needs the output of `pnpm build`; without it the server reports what is missing.
describe.each(nodeLines)("built, on Node %s", (line) => {
  let server: ServerProcess;
  let url = "";
  beforeAll(async () => {
    server = new ServerProcess(await nodeBinary(line), [fixture]);
    url = await server.ready;
  });
  afterAll(() => server?.child.kill("SIGKILL"));

  const ask = (path: string, accept: string): Promise<Response> =>
    fetch(new URL(path, url), { headers: { "accept-encoding": accept } });

  test("loads every subpath, and compresses by what this Node's zlib has", async () => {
    const response = await ask("/", "zstd, gzip;q=0.5");
    expect(response.headers.get("content-encoding")).toBe(line === "20" ? "gzip" : "zstd");
    expect(response.headers.getSetCookie()).toHaveLength(1);
    await response.body?.cancel();
    for (const path of ["/", "/stream"]) {
      const compressed = await ask(path, "br");
      expect([
        path,
        compressed.headers.get("content-encoding"),
        (await compressed.text()).slice(0, 7),
      ]).toEqual([path, "br", "Hello, "]);
    }
  });

  test("sends files, and shows a developer the source", async () => {
    expect(await (await ask("/files/built.mjs", "gzip")).text()).toContain("on whatever Node runs this");
    expect(await (await ask("/error", "")).text()).toMatch(
      /<mark> +\d+ {6}throw new Error\(&quot;mine&quot;\);/,
    );
  });
});
