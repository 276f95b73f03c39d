/** Settings of the gateway by variables of the process. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerProcess } from "@tsgi/harness/server-process";
import { expect, test } from "vitest";
import { Visitor } from "./apps/_visitor.ts";

const main = join(import.meta.dirname, "../src/main.ts");

/** Runs the gateway while `work` uses it; returns what it logged. */
async function withGateway(
  variables: Record<string, string>,
  work: (url: string) => Promise<void>,
): Promise<string> {
  const args = ["--conditions=@tsgi/source", main, "--port", "0"];
  const server = new ServerProcess(process.execPath, args, { ...process.env, ...variables });
  try {
    await work((await server.ready).replace(/^.*?: /, ""));
  } finally {
    await server.close();
  }
  return (await server.ended).stderr;
}

test("GATEWAY_DIRECTORY and GATEWAY_SECRET keep notes and sessions from one process to the next", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tsgi-gateway-"));
  const variables = { GATEWAY_DIRECTORY: directory, GATEWAY_SECRET: "a secret of the tests, long enough" };
  const cookies = new Map<string, string>();
  let note = "";
  await withGateway(variables, async (url) => {
    const made = await fetch(new URL("api/notes", url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ title: "kept" }),
    });
    note = made.headers.get("location")!;
    const visitor = new Visitor(`${url}shop`);
    await visitor.send("/products/mug", "/cart/items", { id: "mug", count: "2" });
    for (const [name, value] of visitor.cookies) cookies.set(name, value);
  });
  await withGateway(variables, async (url) => {
    expect(await (await fetch(new URL(note, url))).json()).toMatchObject({ title: "kept" });
    const visitor = new Visitor(`${url}shop`);
    for (const [name, value] of cookies) visitor.cookies.set(name, value);
    expect(await visitor.page("/cart")).not.toMatch(/It is empty/);
  });
  await withGateway({ ...variables, GATEWAY_SECRET: "another secret, which is as long" }, async (url) => {
    const visitor = new Visitor(`${url}shop`);
    for (const [name, value] of cookies) visitor.cookies.set(name, value);
    expect(await visitor.page("/cart")).toMatch(/It is empty/);
  });
  await rm(directory, { recursive: true });
});

test("GATEWAY_LOG writes a line for each request, health checks apart", async () => {
  const log = await withGateway({ GATEWAY_LOG: "%(m)s %(U)s %(s)s" }, async (url) => {
    for (const path of ["health", "nope", "httpbin/status/204"])
      await (await fetch(new URL(path, url))).bytes();
  });
  expect(log.split("\n")).toEqual(["GET /nope 404", "GET /httpbin/status/204 204", ""]);
});
