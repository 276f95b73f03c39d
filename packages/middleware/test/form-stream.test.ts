import { createHash } from "node:crypto";
import { request } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parseMultipart } from "@remix-run/multipart-parser";
import { compose, type Application, type Environ } from "@tsgi/core";
import { BaseInput } from "@tsgi/core/server";
import { clientOf } from "@tsgi/harness/linted";
import { startWorkerd } from "@tsgi/harness/workerd";
import { form, formOf, formParts, type FormOptions, type StreamedPart } from "@tsgi/middleware/form";
import { httpError } from "@tsgi/middleware/http-error";
import { serve } from "@tsgi/node";
import { createEnviron } from "@tsgi/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const MULTIPART = { "content-type": "multipart/form-data; boundary=XX" };
const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const partOf = (disposition: string, content: string, more = ""): string =>
  `--XX\r\ncontent-disposition: form-data; ${disposition}\r\n${more}\r\n${content}\r\n`;

/** A request body that comes in these chunks, and counts what was taken of it. */
class ChunkInput extends BaseInput {
  taken = 0;
  closed = 0;
  readonly #chunks: readonly Uint8Array[];

  constructor(chunks: Iterable<Uint8Array>) {
    super();
    this.#chunks = [...chunks];
  }

  protected override collect(): Promise<Uint8Array> {
    throw new Error("must be streamed");
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        const chunk = this.#chunks[this.taken];
        if (chunk === undefined) return { done: true, value: undefined };
        this.taken++;
        return { done: false, value: chunk };
      },
      return: async () => {
        this.closed++;
        return { done: true, value: undefined };
      },
    };
  }
}

function environOf(input: ChunkInput): Environ {
  return createEnviron({ method: "POST", headers: MULTIPART }).derive({ input });
}

/** The parts of a body that comes in these chunks, the files read whole. */
async function read(chunks: Iterable<Uint8Array>, options?: FormOptions): Promise<string[]> {
  const environ = environOf(new ChunkInput(chunks));
  form(options)(() => null)(environ, () => {});
  const seen = [];
  for await (const { name, value, file } of formParts(environ)) {
    const content = file === undefined ? value : Buffer.from(await file.input.bytes()).toString("latin1");
    seen.push(JSON.stringify(file === undefined ? [name, content] : [name, file.name, file.type, content]));
  }
  return seen;
}

const outcomeOf = (chunks: Iterable<Uint8Array>, options?: FormOptions): Promise<string[] | number> =>
  read(chunks, options).catch((error: { status: number }) => error.status);

const HARD = bytes(
  `preamble\r\n--X\r\n${partOf('name="a"', "1")}--XX \t\r\ncontent-disposition: form-data; name="f"; filename="x"\r\n` +
    "content-type: a/b\r\n\r\n\r\n-\r\n--X\r\r\n--XY\r\n\r\r\n--XX--\r\nepilogue\r\n--XX",
);
const HARD_PARTS = ['["a","1"]', String.raw`["f","x","a/b","\r\n-\r\n--X\r\r\n--XY\r\n\r"]`];

describe("a multipart body", () => {
  test("may be split at any byte", async () => {
    expect(await read([HARD])).toEqual(HARD_PARTS);
    for (let at = 0; at <= HARD.length; at++) {
      expect([at, await read([HARD.subarray(0, at), HARD.subarray(at)])]).toEqual([at, HARD_PARTS]);
    }
    expect(await read(Array.from(HARD, (byte) => Uint8Array.of(byte)))).toEqual(HARD_PARTS);
    expect(await read([bytes(""), HARD, bytes("")])).toEqual(HARD_PARTS);
  });

  test("is read as another parser reads it, whatever the parts and the chunks are", async () => {
    const content = fc.array(fc.constantFrom("\r", "\n", "-", "--X", "\r\n--", "X", "a", "\0", "\xff"));
    const field = fc.record({ name: fc.stringMatching(/^[a-z]{0,4}$/), content, isFile: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 4 }), fc.array(fc.nat(40)), async (fields, cuts) => {
        const parts = fields
          .map(({ name, content: pieces, isFile }) => ({ name, text: pieces.join(""), isFile }))
          .filter(({ text }) => !`\r\n${text}`.includes("\r\n--XX"));
        const sent = parts.map(({ name, text, isFile }) =>
          partOf(
            `name="${name}"${isFile ? '; filename="f"' : ""}`,
            text,
            isFile ? "content-type: a/b\r\n" : "",
          ),
        );
        const body = bytes(`${sent.join("")}--XX--\r\n`);
        const chunks: Uint8Array[] = [];
        let from = 0;
        for (const cut of cuts) chunks.push(body.subarray(from, (from += cut)));
        chunks.push(body.subarray(from));
        const others = Array.from(parseMultipart(body, { boundary: "XX" }), (part) =>
          JSON.stringify(
            part.isFile
              ? [part.name, part.filename, part.mediaType, Buffer.from(part.bytes).toString("latin1")]
              : [part.name, new TextDecoder().decode(part.bytes)],
          ),
        );
        expect(await read(chunks)).toEqual(others);
      }),
      { numRuns: 10_000 },
    );
  });

  test("that is not a form is refused, or read as the same however it comes", async () => {
    const piece = fc.constantFrom(
      "--XX",
      "\r\n",
      "--",
      'content-disposition: form-data; name="a"',
      "; filename=f",
      '"',
      " ",
      "x",
      "\0",
      ":",
      "\u00c3",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
        const body = bytes(pieces.join(""));
        const outcome = await outcomeOf([body]);
        // Whatever it is, one byte at a time it is the same.
        expect(await outcomeOf(Array.from(body, (byte) => Uint8Array.of(byte)))).toEqual(outcome);
        expect(Array.isArray(outcome) || outcome).toBe(Array.isArray(outcome) || 400);
      }),
      { numRuns: 10_000 },
    );
  });

  test.each<[string, string]>([
    ["a head without form-data", `--XX\r\ncontent-disposition: attachment; name="a"\r\n\r\n1\r\n--XX--`],
    ["no disposition", "--XX\r\ncontent-type: a/b\r\n\r\n1\r\n--XX--"],
    ["two dispositions", partOf('name="a"', "1", 'content-disposition: form-data; name="b"\r\n')],
    ["two names", `${partOf('name="a"; name="b"', "1")}--XX--`],
    ["a line that is not a header", `${partOf('name="a"', "1", "nothing\r\n")}--XX--`],
    ["a line ended by LF alone", `${partOf('name="a"', "1", "a: b\nc: d\r\n")}--XX--`],
    ["a boundary that goes on", `${partOf('name="a"', "1")}--XXX\r\n`],
    ["no end", partOf('name="a"', "1")],
    ["an end that is cut off", `${partOf('name="a"', "1")}--XX-`],
  ])("with %s is refused", async (_, body) => {
    expect(await outcomeOf([bytes(body)])).toBe(400);
  });

  test.each<[string, string, FormOptions, string]>([
    ["fields", partOf('name="a"', "1").repeat(2), { fields: 1 }, "A form may have at most 1 fields."],
    [
      "files",
      partOf('name="a"; filename="f"', "1").repeat(2),
      { files: 1 },
      "A form may have at most 1 files.",
    ],
    ["parts", partOf('name="a"', "1").repeat(2), { parts: 1 }, "A form may have at most 1 parts."],
    [
      "headerSize",
      partOf('name="a"', "1", `x: ${"y".repeat(90)}\r\n`),
      { headerSize: 90 },
      "The head of a part",
    ],
    [
      "padding",
      partOf('name="a"', "1").replace("\r\n", `${" ".repeat(99)}\r\n`),
      { headerSize: 90 },
      "The head of a part",
    ],
    ["fieldSize", partOf('name="a"', "12"), { fieldSize: 1 }, "A part may have at most 1 bytes."],
    ["fileSize", partOf('name="a"; filename="f"', "12"), { fileSize: 1 }, "A part may have at most 1 bytes."],
    ["total", partOf('name="a"', "12"), { total: 30 }, "The form is too large."],
    ["total, after the end", `--XX--${"x".repeat(99)}`, { total: 30 }, "The form is too large."],
  ])("keeps to %s", async (_, body, options, message) => {
    const sent = [bytes(`${body}--XX--`)];
    await expect(read(sent, options)).rejects.toMatchObject({
      status: 413,
      message: expect.stringContaining(message),
    });
    const unset = Object.fromEntries(Object.keys(options).map((name) => [name, undefined]));
    expect(await outcomeOf(sent, unset)).toBeInstanceOf(Array); // the default stands
  });
});

test("an option that is undefined leaves its default", async () => {
  const body = [bytes(`${partOf('name="a"', "x".repeat(1_048_577))}--XX--`)];
  expect(await outcomeOf(body, { fieldSize: undefined as never })).toBe(413);
});

describe("formParts", () => {
  const file = 'content-disposition: form-data; name="f"; filename="f"\r\n\r\n';
  const chunks = [`--XX\r\n${file}`, "1", "2", "3", `\r\n${partOf('name="a"', "b")}`, "--XX--"].map(bytes);

  test("reads no more than what is asked for", async () => {
    const body = new ChunkInput(chunks);
    const parts = formParts(environOf(body));
    expect(body.taken).toBe(0);
    const upload = (await parts.next()).value as StreamedPart;
    expect(body.taken).toBe(1);
    const content = upload.file!.input[Symbol.asyncIterator]();
    for (const [i, text] of ["1", "2", "3"].entries()) {
      expect([Buffer.from((await content.next()).value!).toString(), body.taken]).toEqual([text, i + 2]);
    }
    expect((await content.next()).done).toBe(true);
    expect((await content.next()).done).toBe(true);
    expect([(await parts.next()).value, (await parts.next()).done, body.closed]).toEqual([
      { name: "a", value: "b" },
      true,
      0,
    ]);
  });

  test("skips what the application does not read, and closes the body once if the loop ends early", async () => {
    const skipped = new ChunkInput(chunks);
    const names: string[] = [];
    for await (const { name } of formParts(environOf(skipped))) names.push(name);
    expect([names, skipped.taken]).toEqual([["f", "a"], chunks.length]);
    for (const way of ["break", "throw"]) {
      const left = new ChunkInput(chunks);
      const parts = formParts(environOf(left));
      const leave = async (): Promise<void> => {
        for await (const { file: upload } of parts) {
          for await (const _ of upload!.input) break;
          if (way === "break") break;
          throw new Error("mine");
        }
      };
      await leave().catch(() => {});
      await parts.return();
      expect([way, left.taken, left.closed]).toEqual([way, 2, 1]);
    }
  });

  test("closes the body once on what is malformed or too much", async () => {
    for (const more of ["--XXnonsense", "--XX\r\nnonsense\r\n\r\n"]) {
      const body = new ChunkInput([chunks[0]!, ...["1\r\n", more, "x"].map(bytes)]);
      const parts = formParts(environOf(body));
      await parts.next();
      await expect(parts.next()).rejects.toMatchObject({ status: 400 });
      expect([more, body.closed]).toEqual([more, 1]);
    }
  });

  test("keeps a file readable until the next part is requested, whichever comes first", async () => {
    const body = new ChunkInput(chunks);
    const parts = formParts(environOf(body));
    const { input } = ((await parts.next()).value as StreamedPart).file!;
    const content = input[Symbol.asyncIterator]();
    const [chunk, next] = await Promise.all([content.next(), parts.next()]);
    expect([Buffer.from(chunk.value!).toString(), next.value]).toEqual(["1", { name: "a", value: "b" }]);
    await expect(content.next()).rejects.toMatchObject({ code: "TSGI_INPUT_USED" });
  });

  test("reads a file as bytes, text, and stream", async () => {
    for (const way of ["bytes", "text", "stream"] as const) {
      const parts = formParts(environOf(new ChunkInput(chunks)));
      const { input } = ((await parts.next()).value as StreamedPart).file!;
      expect([way, await new Response((await input[way]()) as never).text()]).toEqual([way, "123"]);
    }
    const { input } = ((await formParts(environOf(new ChunkInput(chunks))).next()).value as StreamedPart)
      .file!;
    await expect(input.bytes({ limit: 2 })).rejects.toMatchObject({ code: "TSGI_INPUT_TOO_LARGE" });
  });
});

describe("an upload", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["/etc/passwd", "passwd"],
    [String.raw`..\\..\\windows\\win.ini`, "win.ini"],
    [String.raw`C:\dir\a.txt`, "a.txt"],
    ["..", ""],
    [".", ""],
    ["a/..", ""],
    ["....//x", "x"],
    ["x\u0001y", "xy"],
    ["%2e%2e%2fx", "%2e%2e%2fx"], // nothing is decoded, so nothing becomes a path
  ])("of a file named %s has no path in its name", async (sent, name) => {
    const [seen] = await read([bytes(`${partOf(`name="f"; filename="${sent}"`, "")}--XX--`)]);
    expect((JSON.parse(seen!) as string[])[1]).toBe(name);
  });

  test("that would burst when it is decompressed is refused before any of it is read", async () => {
    const file = partOf('name="f"; filename="f"', "\0".repeat(8_388_608));
    const bomb = gzipSync(`${file}--XX--`);
    let called = 0;
    await using client = clientOf(compose(httpError(), form()), async (environ, startResponse) => {
      called++;
      await formOf(environ);
      startResponse(204, []);
      return null;
    });
    const headers = { ...MULTIPART, "content-encoding": "gzip" };
    const response = await client.post("/", { body: bomb, headers });
    expect([response.status, response.headers.get("accept-encoding"), called]).toEqual([415, "identity", 1]);
    expect(bomb.length).toBeLessThan(20_000);
  });

  test("of 256 MiB goes through Node within bounded memory", async () => {
    const SIZE = 268_435_456;
    const CHUNK = Buffer.alloc(1_048_576, "0123456789abcdef");
    const start = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const app: Application = async (environ, startResponse) => {
      const hash = createHash("sha256");
      let size = 0;
      for await (const { file } of formParts(environ)) {
        for await (const chunk of file!.input) {
          size += chunk.length;
          hash.update(chunk);
          peak = Math.max(peak, process.memoryUsage().arrayBuffers);
        }
      }
      startResponse(200, [["content-type", "text/plain"]]);
      return `${size} ${hash.digest("hex")}`;
    };
    await using server = await serve(form({ fileSize: SIZE, total: SIZE + 1000 })(app), { port: 0 });
    const expected = createHash("sha256");
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = request(server.url, { method: "POST", headers: MULTIPART }, (response) => {
        response.setEncoding("utf8").on("data", resolve).on("error", reject);
      });
      sent.on("error", reject);
      sent.write('--XX\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\n');
      const pump = (left: number): void => {
        if (left === 0) return void sent.end("\r\n--XX--\r\n");
        expected.update(CHUNK);
        const next = (): void => pump(left - CHUNK.length);
        if (sent.write(CHUNK)) setImmediate(next);
        else sent.once("drain", next);
      };
      pump(SIZE);
    });
    expect(answer).toBe(`${SIZE} ${expected.digest("hex")}`);
    expect(peak - start).toBeLessThan(SIZE / 2);
  });

  test("of 64 MiB goes through workerd", async () => {
    const worker = await startWorkerd(join(import.meta.dirname, "fixtures/form-worker.ts"));
    try {
      const body = new FormData();
      body.append("a", "ü");
      body.append("f", new File([new Uint8Array(67_108_864)], "../f.bin"));
      const response = await fetch(worker.url, { method: "POST", body });
      expect(await response.json()).toEqual([
        ["a", "ü"],
        ["f", "f.bin", 67_108_864, true],
      ]);
    } finally {
      await worker.close();
    }
  });
});
