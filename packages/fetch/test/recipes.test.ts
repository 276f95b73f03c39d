/** The recipes of docs/guides/existing-fetch-apps.md. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { fromFetch } from "@tsgi/fetch";
import { serve } from "@tsgi/node";
import { expect, onTestFinished, test } from "vitest";

test("an event stream that begins with a comment is open before its first event", async () => {
  const events = fromFetch(() => {
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(":\n\n")),
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  });
  const server = await serve(events, { port: 0, shutdownTimeout: 0 });
  onTestFinished(() => server.close());
  const response = await fetch(server.url);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  await response.body!.cancel();
});

test("what an upstream has compressed is passed on as the platform's fetch has decoded it", async () => {
  const text = "compressed ".repeat(100);
  const upstream = createServer((_request, response) => {
    response.setHeader("content-encoding", "gzip").end(gzipSync(text));
  }).listen(0, "127.0.0.1");
  await once(upstream, "listening");
  onTestFinished(() => void upstream.close());
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const proxy = fromFetch(async (request) => {
    const answer = await fetch(new URL(new URL(request.url).pathname, origin));
    const headers = new Headers(answer.headers);
    expect(headers.get("content-encoding")).toBe("gzip");
    for (const name of ["content-encoding", "content-length"]) headers.delete(name);
    return new Response(answer.body, { status: answer.status, headers });
  });
  const server = await serve(proxy, { port: 0 });
  onTestFinished(() => server.close());
  expect(await (await fetch(server.url)).text()).toBe(text);
});
