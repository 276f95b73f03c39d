/** Files on Fastify's own server, over each store. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { array, assert, asyncProperty, integer, string, tuple, uint8Array } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PIECE } from "../../src/apps/files/file-store.ts";
import { createFiles, type FilesOptions } from "../../src/apps/files/index.ts";
import { stores, type TestStore } from "./_stores.ts";

interface FileJson {
  id: string;
  name: string;
  type: string;
  size: number;
  etag: string;
  uploadedAt: string;
  url: string;
}

const SIZE = 2 * PIECE + 1000;
const content = Uint8Array.from({ length: SIZE }, (_, i) => (i * 7 + (i >> 8)) % 251);
const maxFileSize = 3 * PIECE;
const MISSING = "0".repeat(32);

async function start(options: FilesOptions): Promise<{ url: string; close(): Promise<void> }> {
  const app = createFiles({ basePath: "/files", maxFileSize, maxFiles: 3, ...options });
  return { url: await app.listen({ port: 0, host: "127.0.0.1" }), close: () => app.close() };
}

type FormFile = [content: Uint8Array | string, name: string, type?: string];

function form(...files: FormFile[]): FormData {
  const data = new FormData();
  for (const [sent, name, type = "application/octet-stream"] of files) {
    data.append("file", new Blob([sent as Uint8Array<ArrayBuffer>], { type }), name);
  }
  return data;
}

async function bytes(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

/** A form that is built by hand. */
function rawForm(head: string, body = "x", boundary = "b"): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    body: Buffer.from(`--${boundary}\r\n${head}\r\n\r\n${body}\r\n--${boundary}--\r\n`),
  };
}

describe.each(Object.keys(stores))("files, state in %s", (kind) => {
  let store: TestStore;
  let server: Awaited<ReturnType<typeof start>>;
  const logged: unknown[] = [];

  beforeAll(async () => {
    store = await stores[kind]!();
    server = await start({ storage: store.storage, logError: (error) => logged.push(error) });
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
  });

  const call = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path.replace(/^\/files/, ""), server.url), { redirect: "manual", ...init });
  const upload = async (...files: FormFile[]): Promise<FileJson[]> => {
    const response = await call("/uploads", { method: "POST", body: form(...files) });
    expect(response.status).toBe(201);
    return ((await response.json()) as { files: FileJson[] }).files;
  };
  const uploadOne = async (...file: FormFile): Promise<FileJson> => (await upload(file))[0]!;
  const list = async (): Promise<FileJson[]> =>
    ((await (await call("/uploads?limit=999")).json()) as { files: FileJson[] }).files;
  const pieces = async (): Promise<string[]> => (await store.storage.getKeys("files:pieces")).toSorted();

  test("keeps files of a form, lists, sends and deletes them", async () => {
    const response = await call("/uploads", {
      method: "POST",
      body: form([content, "data.bin"], ["hello", "grüße.txt", "text/plain"]),
    });
    expect(response.status).toBe(201);
    const { files } = (await response.json()) as { files: [FileJson, FileJson] };
    expect(files.map(({ name, type, size }) => [name, type, size])).toEqual([
      ["data.bin", "application/octet-stream", SIZE],
      ["grüße.txt", "text/plain", 5],
    ]);
    expect(response.headers.get("location")).toBe(files[0].url);
    expect(files[0].url).toBe(`/files/uploads/${files[0].id}`);
    expect(files[0].etag).toBe(`"${createHash("sha256").update(content).digest("base64url")}"`);
    expect((await list()).map(({ id }) => id)).toEqual(expect.arrayContaining(files.map(({ id }) => id)));

    const sent = await call(files[0].url);
    expect(sent.status).toBe(200);
    expect(sent.headers.get("content-length")).toBe(String(SIZE));
    expect(sent.headers.get("etag")).toBe(files[0].etag);
    expect(Date.parse(sent.headers.get("last-modified")!)).toBe(Date.parse(files[0].uploadedAt));
    expect((await bytes(sent)).equals(content)).toBe(true);
    const reopened = createFiles({ storage: await store.reopen() });
    expect((await reopened.inject(`/uploads/${files[1].id}`)).body).toBe("hello");
    await reopened.close();

    expect((await call(files[0].url, { method: "DELETE" })).status).toBe(204);
    expect((await call(files[0].url)).status).toBe(404);
    expect((await call(files[0].url, { method: "DELETE" })).status).toBe(404);
    expect((await pieces()).filter((key) => key.includes(files[0].id))).toEqual([]);
  });

  test("takes no more than the store may hold, and has room again once something is deleted", async () => {
    const own = await stores[kind]!();
    const app = createFiles({
      storage: own.storage,
      maxTotal: 2 * PIECE,
      logError: (error) => logged.push(error),
    });
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    const post = (...files: FormFile[]): Promise<Response> =>
      fetch(new URL("/uploads", url), { method: "POST", body: form(...files) });
    try {
      const first = await post([content.subarray(0, PIECE), "a"]);
      expect(first.status).toBe(201);
      const { files } = (await first.json()) as { files: [FileJson] };
      const refused = await post(["small", "b"], [content.subarray(0, PIECE), "c"]);
      expect([refused.status, await refused.json()]).toEqual([
        507,
        { statusCode: 507, message: "there is no room for more files" },
      ]);
      // Nothing of a form that did not fit is left, and nothing of it counts.
      expect(await own.storage.getKeys("files:pieces")).toHaveLength(1);
      const several = await Promise.all(
        Array.from({ length: 3 }, (_, i) => post([content.subarray(0, 100_000), `d${i}`])),
      );
      expect(several.filter(({ status }) => status === 201).length).toBeLessThan(3);
      expect((await fetch(new URL(`/uploads/${files[0].id}`, url), { method: "DELETE" })).status).toBe(204);
      expect((await post([content.subarray(0, 1000), "e"])).status).toBe(201);
    } finally {
      await app.close();
      await own.close();
    }
    expect(logged).toEqual([]);
  });

  test("HEAD tells the same and sends nothing, whatever Range says", async () => {
    const { url } = await uploadOne(content, "a.bin");
    const [head, get] = [
      await call(url, { method: "HEAD", headers: { range: "bytes=99999999-" } }),
      await call(url),
    ];
    expect([head.status, await head.text()]).toEqual([200, ""]);
    for (const name of [
      "content-length",
      "content-type",
      "etag",
      "last-modified",
      "accept-ranges",
      "content-disposition",
    ]) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    await get.body!.cancel();
  });

  test("keeps and sends an empty file", async () => {
    const { url } = await uploadOne("", "empty");
    const response = await call(url, { headers: { range: "bytes=-5" } });
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      "0",
      "",
    ]);
    expect((await call(url, { headers: { range: "bytes=0-" } })).status).toBe(416);
  });

  test.each([
    ["bytes=0-0", 0, 0],
    ["bytes=10-19", 10, 19],
    [`bytes=${PIECE - 5}-${PIECE + 4}`, PIECE - 5, PIECE + 4],
    [`bytes=${PIECE}-`, PIECE, SIZE - 1],
    ["bytes=-100", SIZE - 100, SIZE - 1],
    [`bytes=0-${SIZE * 10}`, 0, SIZE - 1],
    ["bytes=5-9,0-4,10-12", 0, 12],
    ["bytes=0-4,9999999999999999999-", 0, 4],
  ])("answers %s with one range", async (range, first, last) => {
    const { url } = await uploadOne(content, "a.bin");
    const response = await call(url, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${first}-${last}/${SIZE}`);
    expect((await bytes(response)).equals(content.subarray(first, last + 1))).toBe(true);
  });

  test("answers several ranges as multipart/byteranges, of the length it says", async () => {
    const { url } = await uploadOne(content, "a.bin");
    const asked = [
      [5, 9],
      [PIECE - 2, PIECE + 1],
      [0, 1],
    ] as const;
    const response = await call(url, {
      headers: { range: `bytes=${asked.map(([a, b]) => `${a}-${b}`).join(", ")}` },
    });
    expect(response.status).toBe(206);
    const type = response.headers.get("content-type")!;
    const boundary = /^multipart\/byteranges; boundary=([0-9a-f]{32})$/.exec(type)![1]!;
    const body = await bytes(response);
    expect(response.headers.get("content-length")).toBe(String(body.length));
    const parts = asked.map(([from, to]) =>
      Buffer.concat([
        Buffer.from(
          `\r\n--${boundary}\r\ncontent-type: application/octet-stream\r\ncontent-range: bytes ${from}-${to}/${SIZE}\r\n\r\n`,
        ),
        content.subarray(from, to + 1),
      ]),
    );
    expect(body.equals(Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`)]))).toBe(true);
  });

  test.each([`bytes=${SIZE}-`, "bytes=9999999999999999999-", `bytes=${SIZE}-,${SIZE + 5}-`, "bytes=-0"])(
    "answers %s with 416 and the length",
    async (range) => {
      const { url } = await uploadOne(content, "a.bin");
      const response = await call(url, { headers: { range } });
      expect([response.status, response.headers.get("content-range")]).toEqual([416, `bytes */${SIZE}`]);
      await response.text();
    },
  );

  test.each([
    "bytes=",
    "bytes=5-2",
    "bytes=a-b",
    "lines=0-1",
    "bytes=0-1,x",
    "0-1",
    `bytes=${"0-1,".repeat(10)}4-5`,
  ])("ignores the Range %s", async (range) => {
    const { url } = await uploadOne("content", "a.bin");
    const response = await call(url, { headers: { range } });
    expect([response.status, await response.text()]).toEqual([200, "content"]);
  });

  test("whatever ranges are asked, what comes is of the file, and no byte twice", async () => {
    const { url } = await uploadOne(content.subarray(0, 500), "a.bin");
    const position = integer({ min: 0, max: 600 });
    await assert(
      asyncProperty(array(tuple(position, position), { minLength: 1, maxLength: 5 }), async (pairs) => {
        const range = `bytes=${pairs.map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`).join(",")}`;
        const response = await call(url, { headers: { range } });
        const body = await bytes(response);
        const found = pairs.flatMap(([a, b]) =>
          Array.from({ length: Math.abs(a - b) + 1 }, (_, i) => Math.min(a, b) + i),
        );
        const wanted = new Set(found.filter((at) => at < 500));
        expect(response.status).toBe(wanted.size > 0 ? 206 : 416);
        const ranges = response.headers.get("content-range")?.startsWith("bytes */")
          ? []
          : Array.from(
              `${response.headers.get("content-range")}${body.toString("latin1")}`.matchAll(
                /bytes (\d+)-(\d+)\/500/g,
              ),
            );
        const told = ranges.flatMap(([, a, b]) =>
          Array.from({ length: Number(b) - Number(a) + 1 }, (_, i) => Number(a) + i),
        );
        expect(told.toSorted((a, b) => a - b)).toEqual(Array.from(wanted).toSorted((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  test("weighs conditions as RFC 9110 has it", async () => {
    const { url, etag, uploadedAt } = await uploadOne("content", "a.bin");
    const [at, before] = [
      new Date(uploadedAt).toUTCString(),
      new Date(Date.parse(uploadedAt) - 5000).toUTCString(),
    ];
    const rows: [headers: Record<string, string>, status: number][] = [
      [{ "if-none-match": etag }, 304],
      [{ "if-none-match": `"x", W/${etag}` }, 304],
      [{ "if-none-match": "*" }, 304],
      [{ "if-none-match": '"x"' }, 200],
      [{ "if-modified-since": at }, 304],
      [{ "if-modified-since": before }, 200],
      [{ "if-modified-since": "yesterday" }, 200],
      [{ "if-none-match": '"x"', "if-modified-since": at }, 200],
      [{ "if-match": etag }, 200],
      [{ "if-match": '"x"' }, 412],
      [{ "if-match": `W/${etag}` }, 412],
      [{ "if-unmodified-since": at }, 200],
      [{ "if-unmodified-since": before }, 412],
      [{ "if-match": etag, "if-unmodified-since": before }, 200],
      [{ range: "bytes=0-1", "if-range": etag }, 206],
      [{ range: "bytes=0-1", "if-range": `W/${etag}` }, 200],
      [{ range: "bytes=0-1", "if-range": '"x"' }, 200],
      [{ range: "bytes=0-1", "if-range": at }, 206],
      [{ range: "bytes=0-1", "if-range": before }, 200],
    ];
    for (const [headers, status] of rows) {
      const response = await call(url, { headers });
      expect([headers, response.status]).toEqual([headers, status]);
      await response.text();
    }
    expect((await call(url, { method: "DELETE", headers: { "if-match": '"x"' } })).status).toBe(412);
    expect((await call(url, { method: "DELETE", headers: { "if-match": etag } })).status).toBe(204);
  });

  test.each([
    ["text/html", "application/octet-stream", "attachment"],
    ["text/html; charset=utf-8", "application/octet-stream", "attachment"],
    ["image/svg+xml", "application/octet-stream", "attachment"],
    ["application/xhtml+xml", "application/octet-stream", "attachment"],
    ["text/javascript", "application/octet-stream", "attachment"],
    ["application/pdf", "application/octet-stream", "attachment"],
    ["nonsense", "application/octet-stream", "attachment"],
    ["image/png", "image/png", "inline"],
    ["TEXT/PLAIN; charset=latin1", "text/plain; charset=utf-8", "inline"],
  ])("sends %s as %s, %s, never to be sniffed", async (type, sentType, disposition) => {
    const { url } = await uploadOne("<script>alert(1)</script>", "page.html", type);
    const { headers } = await call(url);
    expect(headers.get("content-type")).toBe(sentType);
    expect(headers.get("content-disposition")).toBe(`${disposition}; filename=page.html`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  });

  test.each([
    ["../../etc/passwd", "passwd"],
    ["..\\..\\windows\\win.ini", "win.ini"],
    ["/etc/cron.d/x", "x"],
    ["..", "file"],
    ["...", "file"],
    ["a\u0000b.txt", "ab.txt"],
    ["photo\u202Egnp.exe", "photognp.exe"],
    ["__proto__", "__proto__"],
    ["x".repeat(500), "x".repeat(200)],
    ["<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"],
  ])("takes the name %j for a name alone", async (sent, kept) => {
    const response = await call(
      "/uploads",
      rawForm(`Content-Disposition: form-data; name="f"; filename="${sent.replaceAll("\\", "\\\\")}"`),
    );
    expect(response.status).toBe(201);
    const { files } = (await response.json()) as { files: [FileJson] };
    expect(files[0].name).toBe(kept);
    expect(files[0].id).toMatch(/^[0-9a-f]{32}$/);
    expect((await (await call("/")).text()).includes("<img")).toBe(false);
    expect(await (await call(files[0].url)).text()).toBe("x");
  });

  test("no name ends a header or starts another", async () => {
    const found = string({ unit: "binary", minLength: 1, maxLength: 40 });
    await assert(
      asyncProperty(found, async (name) => {
        const { url } = await uploadOne("x", `a${name}\r\nx-injected: 1\u2028"; filename="b`);
        const { status, headers } = await call(url);
        expect([status, headers.get("x-injected")]).toEqual([200, null]);
        expect(headers.get("content-disposition")).toMatch(
          /^attachment; filename="(?:[^"\\]|\\.)*"(?:; filename\*=UTF-8''[\w%.!#$&+^`|~-]*)?$/,
        );
      }),
      { numRuns: 40 },
    );
  });

  test("keeps whatever bytes come", async () => {
    await assert(
      asyncProperty(uint8Array({ maxLength: 2000 }), async (sent) => {
        const { url, size } = await uploadOne(sent, "any");
        expect(size).toBe(sent.length);
        expect((await bytes(await call(url))).equals(sent)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("a form with a file too large, or too many, leaves nothing behind", async () => {
    const [before, keys] = [await list(), await pieces()];
    const large = new Uint8Array(maxFileSize + 1);
    for (const body of [
      form(["ok", "ok"], [large, "large"]),
      form(...Array.from({ length: 4 }, () => ["x", "x"] as [string, string])),
    ]) {
      const response = await call("/uploads", { method: "POST", body });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ statusCode: 413 });
    }
    expect(await list()).toEqual(before);
    expect(await pieces()).toEqual(keys);
    expect((await uploadOne(new Uint8Array(maxFileSize), "just right")).size).toBe(maxFileSize);
  });

  test("refuses a file as soon as it is too large, without waiting for the rest", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write(
      `POST /uploads HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 99999999\r\n\r\n` +
        `--b\r\ncontent-disposition: form-data; name="f"; filename="large"\r\n\r\n`,
    );
    socket.write(Buffer.alloc(maxFileSize + 1));
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString("latin1")).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test("a form that ends early leaves nothing behind", async () => {
    const [before, keys] = [await list(), await pieces()];
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const head = `--b\r\ncontent-disposition: form-data; name="f"; filename="cut"\r\n\r\n`;
    socket.write(
      `POST /uploads HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 9999999\r\n\r\n${head}`,
    );
    socket.write(Buffer.alloc(PIECE * 2));
    await expect.poll(async () => (await pieces()).length).toBeGreaterThan(keys.length);
    socket.destroy();
    await once(socket, "close");
    await expect.poll(pieces).toEqual(keys);
    expect(await list()).toEqual(before);
  });

  test.each<[title: string, status: number, init: RequestInit]>([
    ["no form at all", 415, { method: "POST", body: "x" }],
    ["JSON", 415, { method: "POST", body: "{}", headers: { "content-type": "application/json" } }],
    ["a form without files", 400, rawForm('Content-Disposition: form-data; name="f"')],
    ["a file that was not chosen", 400, rawForm('Content-Disposition: form-data; name="f"; filename=""', "")],
    ["no boundary", 400, { method: "POST", body: "x", headers: { "content-type": "multipart/form-data" } }],
    [
      "another boundary",
      400,
      { ...rawForm("x"), headers: { "content-type": "multipart/form-data; boundary=other" } },
    ],
    [
      "a part cut short",
      400,
      { ...rawForm("x"), body: '--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nx' },
    ],
    [
      "a field named __proto__",
      400,
      rawForm('Content-Disposition: form-data; name="__proto__"; filename="x"'),
    ],
    [
      "a form from another site",
      403,
      {
        ...rawForm('Content-Disposition: form-data; name="f"; filename="x"'),
        headers: { "content-type": "multipart/form-data; boundary=b", "sec-fetch-site": "cross-site" },
      },
    ],
  ])("refuses %s with %i", async (_, status, init) => {
    const [before, keys] = [await list(), await pieces()];
    const response = await call("/uploads", init);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ statusCode: status, message: expect.any(String) });
    expect(await list()).toEqual(before);
    expect(await pieces()).toEqual(keys);
  });

  test.each([
    ["GET", "/nothing", 404],
    ["GET", `/uploads/${MISSING}`, 404],
    ["GET", "/uploads/..%2f..%2fetc%2fpasswd", 404],
    ["GET", "/uploads/__proto__", 404],
    ["DELETE", `/uploads/${MISSING.toUpperCase()}x`, 404],
    ["POST", `/uploads/${MISSING}/delete`, 404],
    ["GET", "/uploads?limit=0", 400],
    ["GET", "/uploads?limit=1000", 400],
    ["GET", "/uploads?limit=1&limit=2", 400],
    ["GET", "/uploads/%", 400],
  ])("answers %s %s with %i", async (method, path, status) => {
    const response = await call(path, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message: expect.any(String) });
  });

  test("uploads at once do not mix", async () => {
    const contents = Array.from({ length: 8 }, (_, i) => new Uint8Array(PIECE + 100 * i).fill(i + 1));
    const files = await Promise.all(contents.map((one, i) => uploadOne(one, `f${i}`)));
    const read = await Promise.all(files.map(async ({ url }) => bytes(await call(url))));
    expect(read.map((one, i) => one.equals(contents[i]!))).toEqual(contents.map(() => true));
    expect(files.map(({ name }) => name)).toEqual(contents.map((_, i) => `f${i}`));
  });

  test("a browser gets pages, and is led back to the list", async () => {
    const html = { accept: "text/html,application/xhtml+xml;q=0.9" };
    const sent = await call("/uploads", { method: "POST", body: form(["x", "page <b>.txt"]), headers: html });
    expect([sent.status, sent.headers.get("location")]).toEqual([303, "/files/"]);
    const page = await (await call("/")).text();
    expect(page).toContain("page &lt;b&gt;.txt");
    const links = Array.from(page.matchAll(/(?:href|action)="([^"]*)"/g), (m) => m[1]!);
    expect(links.filter((link) => !link.startsWith("/files/") && link !== "data:,")).toEqual([]);
    const action = /action="(\/files\/uploads\/[0-9a-f]{32}\/delete)"/.exec(page)![1]!;
    const deleted = await call(action, { method: "POST", headers: html, body: new URLSearchParams() });
    expect([deleted.status, deleted.headers.get("location")]).toEqual([303, "/files/"]);
    const failed = await call("/nothing", { headers: html });
    expect([failed.status, failed.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
    expect((await call("/style.css")).headers.get("content-type")).toBe("text/css; charset=utf-8");
  });

  test("a file that is removed while it is sent does not look complete", async () => {
    const { url, id } = await uploadOne(content, "a.bin");
    await store.storage.removeItem(`files:pieces:${id}:2`);
    const response = await call(url);
    await expect(response.arrayBuffer()).rejects.toThrow("terminated");
  });

  test("tells a client nothing of an error inside", async () => {
    const broken = { ...store.storage, getKeys: () => Promise.reject(new Error("secret path /var/x")) };
    const other = await start({ storage: broken, logError: (error) => logged.push(error) });
    const response = await fetch(`${other.url}/uploads`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ statusCode: 500, message: "something went wrong here" });
    expect(logged.map(String)).toEqual(["Error: secret path /var/x"]);
    await other.close();
  });
});
