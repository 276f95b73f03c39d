/** The binding of Workers' static assets: Cloudflare's own, in workerd, as wrangler runs it before it is deployed. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ServerProcess } from "@tsgi/harness/server-process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const wrangler = join(import.meta.dirname, "../node_modules/wrangler/bin/wrangler.js");
const FILES: Readonly<Record<string, string>> = {
  "index.html": "<p>home</p>",
  "logo.svg": "<svg/>",
  "a b.txt": "a space",
  "a?b.txt": "a question",
  a: "no question",
  "sub/index.html": "<p>sub</p>",
  ".env": "SECRET",
};

interface Site {
  readonly folder: string;
  readonly server: ServerProcess;
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** Serves files by the Worker of `fixtures/assets-worker.ts`. */
async function startSite(assets: object): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "tsgi-assets-"));
  for (const [name, text] of Object.entries(FILES)) {
    const file = join(folder, "public", name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const config = join(folder, "wrangler.json");
  await writeFile(
    config,
    JSON.stringify({
      name: "assets",
      main: join(import.meta.dirname, "fixtures/assets-worker.ts"),
      compatibility_date: "2026-06-01",
      assets: { directory: join(folder, "public"), binding: "ASSETS", run_worker_first: true, ...assets },
    }),
  );
  const env = {
    ...process.env,
    CI: "1",
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_BUILD_CONDITIONS: "@tsgi/source,workerd,worker,browser",
  };
  const args = ["dev", "--config", config, "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"];
  const server = new ServerProcess(process.execPath, [wrangler, ...args], env, /Ready on http/);
  const [url] = /http:\/\/\S+/.exec(await server.ready)!;
  return {
    folder,
    server,
    ask: (path, init) => fetch(new URL(path, url), { redirect: "manual", ...init }),
  };
}

async function stop({ folder, server }: Site): Promise<void> {
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

const seen = async (response: Response): Promise<[number, string]> => [
  response.status,
  await response.text(),
];

describe("staticFiles by the binding of Workers' assets, in workerd", () => {
  let site: Site;
  beforeAll(async () => void (site = await startSite({})));
  afterAll(() => site && stop(site));

  test("answers with files, and their types", async () => {
    const response = await site.ask("/logo.svg?v=1");
    expect(response.headers.get("content-type")).toMatch(/^image\/svg\+xml/);
    expect(response.headers.get("etag")).not.toBe(null);
    expect(await seen(response)).toEqual([200, "<svg/>"]);
    expect(await seen(await site.ask("/a%20b.txt"))).toEqual([200, "a space"]);
    expect(await seen(await site.ask("/a%3Fb.txt"))).toEqual([200, "a question"]);
    const head = await site.ask("/logo.svg", { method: "HEAD" });
    expect(await seen(head)).toEqual([200, ""]);
  });

  test("answers 304 to who has it", async () => {
    const etag = (await site.ask("/logo.svg")).headers.get("etag")!;
    expect(await seen(await site.ask("/logo.svg", { headers: { "if-none-match": etag } }))).toEqual([
      304,
      "",
    ]);
  });

  test("answers for a folder with its index, and sends to its slash", async () => {
    expect(await seen(await site.ask("/"))).toEqual([200, "<p>home</p>"]);
    expect(await seen(await site.ask("/sub/"))).toEqual([200, "<p>sub</p>"]);
    for (const [path, location] of [
      ["/sub?a=1", "/sub/?a=1"],
      ["/index.html", "/"],
    ] as const) {
      const response = await site.ask(path);
      expect([response.status, response.headers.get("location")]).toEqual([307, location]);
    }
  });

  test.each(["/other", "/other/", "/.env", "/sub/.env", "/a%3Fc", "/a%5C..%5Cb", "/x//a", "/a%00"])(
    "leaves to the application what is not a file: %s",
    async (path) => {
      const response = await site.ask(path);
      expect([response.status, (await response.text()).slice(0, 20)]).toEqual([404, "the application: GET"]);
    },
  );

  test("leaves what is not a GET to the application", async () => {
    expect(await seen(await site.ask("/logo.svg", { method: "POST", body: "x" }))).toEqual([
      404,
      "the application: POST /logo.svg",
    ]);
  });
});

describe("staticFiles by a binding that does not know folders", () => {
  test("asks for the index by its name", async () => {
    const site = await startSite({ html_handling: "none" });
    expect(await seen(await site.ask("/"))).toEqual([200, "<p>home</p>"]);
    expect(await seen(await site.ask("/sub/"))).toEqual([200, "<p>sub</p>"]);
    expect(await seen(await site.ask("/other/"))).toEqual([404, "the application: GET /other/"]);
    await stop(site);
  });
});
