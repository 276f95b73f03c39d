import { expect } from "vitest";
import { credentials } from "./_shipped.ts";

/** What a host makes of the gallery. */
export interface GalleryHost {
  /** Asks below the place of the middleware. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The codings of whole bodies, and of streams, that `compress` has here. */
  readonly whole: readonly string[];
  readonly streamed: readonly string[];
}

const LENGTH = 3200;

/** One smoke check of each middleware, by its name. */
export const galleryChecks: Readonly<Record<string, (host: GalleryHost) => Promise<void>>> = {
  async "access-log"({ ask }) {
    await (await ask("/stream")).text();
    // The line is there after the client has all.
    await expect.poll(async () => (await ask("/last")).text()).toBe(`GET 200 ${2 * LENGTH}`);
  },
  async "api-key"({ ask }) {
    await letsInAnn(ask, { "x-api-key": "k" });
  },
  async "basic-auth"({ ask }) {
    await letsInAnn(ask, { authorization: "Basic YW5uOmE=" });
  },
  async "bearer-auth"({ ask }) {
    await letsInAnn(ask, { authorization: "Bearer t" });
  },
  async "body-limit"({ ask }) {
    expect(await (await ask("/", { method: "POST", body: "0123456789" })).text()).toBe("10");
    expect((await ask("/", { method: "POST", body: "01234567890" })).status).toBe(413);
  },
  async cache({ ask }) {
    const first = await (await ask("/?kept")).text();
    const again = await ask("/?kept");
    expect([await again.text(), again.headers.get("cache-status")?.slice(0, 9)]).toEqual([
      first,
      "tsgi; hit",
    ]);
  },
  async compress({ ask, whole, streamed }) {
    for (const [path, codings, size] of [
      ["/", whole, LENGTH],
      ["/stream", streamed, 2 * LENGTH],
    ] as const) {
      for (const coding of ["br", "gzip"]) {
        const response = await ask(path, { headers: { "accept-encoding": coding } });
        expect([path, coding, response.headers.get("content-encoding")]).toEqual([
          path,
          coding,
          codings.includes(coding) ? coding : null,
        ]);
        expect((await response.text()).length).toBe(size);
      }
    }
  },
  async "conditional-get"({ ask }) {
    const tag = (await ask("/")).headers.get("etag")!;
    const response = await ask("/", { headers: { "if-none-match": tag } });
    expect([response.status, await response.text()]).toEqual([304, ""]);
  },
  async cookies({ ask }) {
    const response = await ask("/", { headers: { cookie: "visits=1" } });
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^visits=1%20%2B%201; Path=\//)]);
  },
  async cors({ ask }) {
    const headers = { origin: "https://app.example", "access-control-request-method": "PUT" };
    const response = await ask("/", { method: "OPTIONS", headers });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
      204,
      "https://app.example",
    ]);
  },
  async csrf({ ask }) {
    expect((await ask("/", { method: "POST" })).status).toBe(200);
    expect((await ask("/", { method: "POST", headers: { origin: "https://evil.example" } })).status).toBe(
      403,
    );
  },
  async "error-documents"({ ask }) {
    const response = await ask("/");
    expect([response.status, (await response.text()).length]).toEqual([404, LENGTH]);
  },
  async "error-page"({ ask }) {
    const response = await ask("/", { headers: { accept: "text/html" } });
    expect([response.status, (await response.text()).includes("<h1>Error: of the inside</h1>")]).toEqual([
      500,
      true,
    ]);
  },
  async etag({ ask }) {
    // The same on every host: any of them may answer the next request.
    expect((await ask("/")).headers.get("etag")).toBe('W/"0qpsrbj15pot241rgda7i06wydmo"');
  },
  async form({ ask }) {
    const body = new FormData();
    body.append("title", "Grüße");
    body.append("photo", new Blob([new Uint8Array([0, 255, 128])]));
    expect(await (await ask("/", { method: "POST", body })).text()).toBe("Grüße 3");
  },
  async head({ ask }) {
    const response = await ask("/", { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  },
  async "health-check"({ ask }) {
    expect([(await ask("/livez")).status, (await ask("/readyz")).status]).toEqual([200, 200]);
  },
  async "http-error"({ ask }) {
    const response = await ask("/", { headers: { accept: "application/json" } });
    expect(await response.json()).toMatchObject({ status: 404, detail: "No such picture." });
  },
  async "https-redirect"({ ask }) {
    const response = await ask("/a?q=1", { redirect: "manual" });
    // A host that only https reaches has nothing to redirect.
    const location = response.status === 200 ? "https" : response.headers.get("location");
    expect(location).toMatch(/^https(?::\/\/127\.0\.0\.1\/https-redirect\/a\?q=1)?$/);
  },
  async jwt({ ask }) {
    await letsInAnn(ask, credentials["jwt"]!);
  },
  async "method-override"({ ask }) {
    const response = await ask("/", { method: "POST", headers: { "x-http-method-override": "PATCH" } });
    expect(await response.text()).toMatch(/^PATCH /);
  },
  async metrics({ ask }) {
    await (await ask("/")).text();
    await expect.poll(async () => (await ask("/seen")).text()).toBe("true 200");
  },
  async "proxy-fix"({ ask }) {
    const response = await ask("/", { headers: { forwarded: "for=192.0.2.7" } });
    expect(await response.text()).toMatch(/^GET 192\.0\.2\.7 /);
  },
  async "rate-limit"({ ask }) {
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const statuses = [];
    for (const key of [one, other, one]) statuses.push((await ask(`/?${key}`)).status);
    expect(statuses).toEqual([200, 200, 429]);
  },
  async recommended({ ask }) {
    const response = await ask("/");
    expect((await response.text()).length).toBe(LENGTH);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  },
  async "request-id"({ ask }) {
    const response = await ask("/");
    expect((await response.text()).split(" ")[2]).toBe(response.headers.get("x-request-id"));
  },
  async "security-headers"({ ask }) {
    expect((await ask("/")).headers.get("x-frame-options")).toBe("SAMEORIGIN");
  },
  async "server-timing"({ ask }) {
    expect((await ask("/")).headers.get("server-timing")).toMatch(/^app;dur=/);
  },
  async session({ ask }) {
    const first = await ask("/");
    const cookie = first.headers.getSetCookie()[0]!.split(";")[0]!;
    expect([await first.text(), await (await ask("/", { headers: { cookie } })).text()]).toEqual(["1", "2"]);
  },
  async "static-files"({ ask }) {
    expect(await (await ask("/logo.svg")).text()).toBe("<svg/>");
    expect(await (await ask("/other")).text()).toBe("no");
  },
  async timeout({ ask }) {
    expect((await ask("/")).status).toBe(503);
  },
};

async function letsInAnn(ask: GalleryHost["ask"], headers: Record<string, string>): Promise<void> {
  expect((await ask("/")).status).toBe(401);
  expect(await (await ask("/", { headers })).text()).toBe("ann");
}
