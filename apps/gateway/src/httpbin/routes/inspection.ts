/** Routes that show the client what it sent. */
import type { Call } from "../call.ts";
import { json, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";

export const inspection: readonly Route[] = [
  route("GET", "/ip", ({ origin }) => json({ origin })),
  route("GET", "/headers", ({ headers }) => json({ headers })),
  route("GET", "/user-agent", ({ headers }) => json({ "user-agent": headers.get("User-Agent") ?? null })),
  route("GET", "/uuid", () => json({ uuid: crypto.randomUUID() })),
  route("GET", "/get", viewGet),
  route("POST", "/post", viewBody),
  route("PUT", "/put", viewBody),
  route("PATCH", "/patch", viewBody),
  route("DELETE", "/delete", viewBody),
  route("GET POST PUT DELETE PATCH TRACE", "/anything", viewAnything),
  route("GET POST PUT DELETE PATCH TRACE", "/anything/<path:anything>", viewAnything),
];

/** Responds with what /get shows; the routes about caching do the same. */
export async function viewGet(call: Call): Promise<Reply> {
  return json(await call.describe("url", "args", "headers", "origin"));
}

async function viewBody(call: Call): Promise<Reply> {
  return json(await call.describe("url", "args", "form", "data", "origin", "headers", "files", "json"));
}

async function viewAnything(call: Call): Promise<Reply> {
  return json(
    await call.describe("url", "args", "headers", "origin", "method", "form", "data", "files", "json"),
  );
}
