import { once } from "node:events";
import { mkdtempSync, openSync, closeSync, ftruncateSync, rmSync } from "node:fs";
import { get, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { ServerProcess } from "@tsgi/harness/server-process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const GIB = 2 ** 30;
const MOST_GROWTH = 64 * 2 ** 20;

describe("1 GiB keeps memory flat", () => {
  const folder = mkdtempSync(join(tmpdir(), "tsgi-"));
  const file = join(folder, "sparse");
  let server: ServerProcess;
  let url: string;

  beforeAll(async () => {
    const descriptor = openSync(file, "w");
    ftruncateSync(descriptor, GIB);
    closeSync(descriptor);
    server = ServerProcess.ofScript(join(import.meta.dirname, "fixtures/streamer.ts"), file);
    url = `http://127.0.0.1:${await server.ready}`;
    await download(`/?${GIB / 4}`); // the garbage that the process lets pile up does not count
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["of a generator", `/?${GIB}`],
    ["of a file", "/file"],
  ])("a response %s", async (_title, path) => {
    const before = await memory();
    expect(await download(path)).toBe(GIB);
    expect((await memory()) - before).toBeLessThan(MOST_GROWTH);
  });

  test("a request", async () => {
    const before = await memory();
    const chunk = Buffer.alloc(65_536);
    const chunks = Readable.from(
      (function* () {
        for (let sent = 0; sent < GIB; sent += chunk.length) yield chunk;
      })(),
    );
    const upload = request(`${url}/upload`, { method: "POST" });
    chunks.pipe(upload);
    const [response] = (await once(upload, "response")) as [AsyncIterable<Buffer>];
    let text = "";
    for await (const part of response) text += part.toString();
    expect(text).toBe(String(GIB));
    expect((await memory()) - before).toBeLessThan(MOST_GROWTH);
  });

  /** The peak memory of the server's process so far, in bytes. */
  async function memory(): Promise<number> {
    return (await (await fetch(`${url}/memory`)).json()) as number;
  }

  async function download(path: string): Promise<number> {
    const [response] = (await once(get(url + path), "response")) as [AsyncIterable<Buffer>];
    let bytes = 0;
    for await (const { length } of response) bytes += length;
    return bytes;
  }
});
