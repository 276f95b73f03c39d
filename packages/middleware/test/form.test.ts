import { compose, type Application } from "@tsgi/core";
import { clientOf } from "@tsgi/harness/linted";
import { form, formOf, formParts } from "@tsgi/middleware/form";
import { httpError } from "@tsgi/middleware/http-error";
import { createClient, createEnviron } from "@tsgi/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const show: Application = async (environ, startResponse) => {
  const { parts } = await formOf(environ);
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify(
    parts.map(({ name, value, file }) =>
      file ? [name, file.name, file.type, Buffer.from(file.bytes).toString("latin1")] : [name, value],
    ),
  );
};

const URLENCODED = { "content-type": "application/x-www-form-urlencoded" };
const MULTIPART = { "content-type": "multipart/form-data; boundary=XX" };
const part = (disposition: string, content: string, more = ""): string =>
  `--XX\r\ncontent-disposition: form-data; ${disposition}\r\n${more}\r\n${content}\r\n`;

async function ask(
  body: string | AsyncIterable<Uint8Array>,
  headers: Record<string, string>,
  options = {},
): Promise<[number, unknown]> {
  await using client = clientOf(compose(httpError(), form(options)), show);
  const response = await client.post("/", { body, headers });
  const text = await response.text();
  return [response.status, response.status === 200 ? JSON.parse(text) : text.trim()];
}

describe("formOf", () => {
  test("reads an urlencoded form", async () => {
    expect(
      await ask("a=1&a=2&b=%C3%BC+x&c&%zz=%zz&?d=", {
        ...URLENCODED,
        "content-type": "Application/X-WWW-Form-Urlencoded; charset=utf-8",
      }),
    ).toEqual([
      200,
      [
        ["a", "1"],
        ["a", "2"],
        ["b", "ü x"],
        ["c", ""],
        ["%zz", "%zz"],
        ["?d", ""],
      ],
    ]);
  });

  test("reads a multipart form, with files unchanged", async () => {
    const body =
      part('name="a"', "ü") +
      part('name="f"; filename="C:\\\\dir\\\\x.png"', "\x00\xff\r\n--X", "content-type: image/png\r\n") +
      part('name="e"; filename=""', "") +
      "--XX--\r\n";
    const [status, seen] = await ask(Buffer.from(body, "latin1") as never, MULTIPART);
    expect([status, seen]).toEqual([
      200,
      [
        ["a", "\ufffd"],
        ["f", "x.png", "image/png", "\x00\xff\r\n--X"],
        ["e", "", expect.anything(), ""],
      ],
    ]);
  });

  test("takes white space from both ends of a header's value, and nothing else", async () => {
    const body = `--XX\r\ncontent-disposition: \t form-data; name="a";  x = ; filename="f" ; y=1 \t \r\nContent-Type:  A/b  c \t\r\n\r\n1\r\n--XX--`;
    const file = (await formOf(createEnviron({ method: "POST", headers: MULTIPART, body }))).file("a");
    expect([file?.name, file?.type]).toEqual(["f", "a/b  c"]);
  });

  test("reads what a browser sends", async () => {
    const data = new FormData();
    data.append("title", "Grüße");
    data.append("photo", new File([new Uint8Array([1, 2, 3])], "../../p.jpg", { type: "image/jpeg" }));
    const { headers, body } = new Response(data);
    const [, seen] = await ask(body as never, { "content-type": headers.get("content-type")! });
    expect(seen).toEqual([
      ["title", "Grüße"],
      ["photo", "p.jpg", "image/jpeg", "\x01\x02\x03"],
    ]);
  });

  test.each<[string, string, Record<string, string>, object, number]>([
    ["no type", "a=1", {}, {}, 415],
    ["another type", "{}", { "content-type": "application/json" }, {}, 415],
    ["a compressed form (a bomb)", "a=1", { ...URLENCODED, "content-encoding": "gzip" }, {}, 415],
    ["no boundary", "--XX--", { "content-type": "multipart/form-data" }, {}, 400],
    ["no parts", "nothing", MULTIPART, {}, 400],
    ["no end", part('name="a"', "1"), MULTIPART, {}, 400],
    ["too large a form", "a=12345678", URLENCODED, { fieldSize: 9 }, 413],
    ["too many fields", "a&b&c", URLENCODED, { parts: 2 }, 413],
    ["too large a field", `${part('name="a"', "x".repeat(10))}--XX--`, MULTIPART, { fieldSize: 9 }, 413],
    [
      "too large a file",
      `${part('name="a"; filename="f"', "x".repeat(10))}--XX--`,
      MULTIPART,
      { fileSize: 9 },
      413,
    ],
    ["too many parts", `${part('name="a"', "1").repeat(3)}--XX--`, MULTIPART, { parts: 2 }, 413],
    ["too much together", `${part('name="a"', "xxxxx").repeat(3)}--XX--`, MULTIPART, { total: 12 }, 413],
    ["too large a head", `${part('name="a"', "1", `x: ${"y".repeat(9000)}\r\n`)}--XX--`, MULTIPART, {}, 413],
  ])("refuses %s", async (_, body, headers, options, status) => {
    expect((await ask(body, headers, options))[0]).toBe(status);
  });

  test("stops reading an upload without an end at its limit", async () => {
    let sent = 0;
    const endless = (async function* () {
      yield Buffer.from('--XX\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\n');
      for (;;) {
        sent += 1000;
        yield new Uint8Array(1000);
      }
    })();
    expect((await ask(endless, MULTIPART, { fileSize: 5000 }))[0]).toBe(413);
    expect(sent).toBeLessThan(20_000);
  });

  test("is read once, and again if the request was rewritten [M12]", async () => {
    const options = { method: "POST", headers: URLENCODED, body: "a=1" };
    const environ = createEnviron(options);
    const first = await formOf(environ);
    expect(await formOf(environ)).toBe(first);
    expect([first.get("a"), first.get("b"), first.getAll("a"), first.file("a"), first.files("a")]).toEqual([
      "1",
      undefined,
      ["1"],
      undefined,
      [],
    ]);
    const other = environ.derive({ input: createEnviron({ ...options, body: "a=2" }).input });
    expect((await formOf(other)).get("a")).toBe("2");
  });
});

test("formParts yields each part when it is complete", async () => {
  const gate = Promise.withResolvers<void>();
  const upload = (async function* () {
    yield Buffer.from(part('name="a"', "1") + '--XX\r\ncontent-disposition: form-data; name="b"\r\n\r\n');
    await gate.promise;
    yield Buffer.from("2\r\n--XX--");
  })();
  const seen: string[] = [];
  await using client = clientOf(form(), async (environ, startResponse) => {
    for await (const { name } of formParts(environ)) {
      seen.push(name);
      gate.resolve(); // the second part comes only after the first was yielded
    }
    startResponse(204, []);
    return null;
  });
  expect([(await client.post("/", { body: upload, headers: MULTIPART })).status, seen]).toEqual([
    204,
    ["a", "b"],
  ]);
});

test("never fails on what a client sends", async () => {
  const client = createClient(compose(httpError(), form())(show));
  const piece = fc.constantFrom(
    "--XX",
    "\r\n",
    "--",
    "content-disposition: form-data; ",
    'name="a"',
    "filename=",
    '"',
    ";",
    "=",
    "x",
    "%",
    "&",
    "content-type: a/b",
    "\0",
    ":",
    "name*=utf-8''%ff",
    "\u00ff",
    "\u00c3",
  );
  const type = fc.constantFrom(
    MULTIPART["content-type"],
    URLENCODED["content-type"],
    'multipart/form-data; boundary="XX',
    "multipart/form-data; boundary=",
    "multipart/form-data;;boundary=XX;",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece), type, async (pieces, contentType) => {
      const response = await client.post("/", {
        body: Buffer.from(pieces.join(""), "latin1"),
        headers: { "content-type": contentType },
      });
      await response.text();
      expect([200, 400, 413]).toContain(response.status);
    }),
    { numRuns: 10_000 },
  );
  await client.close();
});

test("checks its options at once", () => {
  expect(() => form({ fileSize: "1mb" as never })).toThrow(
    'form: fileSize is "1mb", must be an integer of 0 or more',
  );
});
