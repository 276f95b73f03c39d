import { gzipSync } from "node:zlib";
import { captureRawBody, toExpress } from "@tsgi/express";
import type { Application } from "@tsgi/core";
import type { RequestHandler } from "express";
import multer from "multer";
import { describe, expect, test } from "vitest";
import { echo } from "./_applications.ts";
import { expresses, serving } from "./_expresses.ts";

const twice: Application = async ({ input }, startResponse) => {
  startResponse(200, []);
  return JSON.stringify([await input.bytes({ limit: 3 }).catch(codeOf), await input.text().catch(codeOf)]);
};

const host: RequestHandler = (request, _response, next) => {
  Object.assign(request, { rawBody: Buffer.from("kept") });
  drained(request, _response, next);
};

const ended: RequestHandler = (request, _response, next) => void request.on("end", next).resume();

const telling: Application = async ({ input, pathInfo }, startResponse) => {
  const reading = pathInfo === "/chunks" ? input[Symbol.asyncIterator]().next() : input.text();
  const error = (await reading.catch((reason: unknown) => reason)) as { code: string; message: string };
  startResponse(200, []);
  return `${error.code} ${error.message}`;
};

const drained: RequestHandler = (request, _response, next) => {
  request.on("end", next).resume();
};

async function post(url: string, type: string, body: string | Uint8Array, more = {}): Promise<Response> {
  const init = { method: "POST", headers: { "content-type": type, ...more }, body: body as BodyInit };
  return fetch(url, { ...init, signal: AbortSignal.timeout(1_000) });
}

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

const codeOf = (error: unknown): string => (error as { code: string }).code;

describe.each(expresses)("%s: a body that a parser has consumed", (_name, express) => {
  async function behind(parser: RequestHandler, app: Application = echo): Promise<string> {
    const expressApp = express().set("env", "test");
    expressApp.use(parser, toExpress(app));
    return serving(expressApp);
  }

  const { json, urlencoded, text, raw } = express;
  const loose = json({ strict: false });
  const latin1 = Buffer.from("gr\xfcn", "latin1");

  /** Parser, content type, what is sent, and what is read if that differs. */
  const rewritten: [string, RequestHandler, string, string | Uint8Array, (string | Uint8Array)?][] = [
    ["json", json(), JSON_TYPE, '{"a": 1, "é": "ü"}', '{"a":1,"é":"ü"}'],
    ["json", json(), JSON_TYPE, "{}"],
    ["json", json(), JSON_TYPE, "[]"],
    ["json, not strict", loose, JSON_TYPE, "5"],
    ["json, not strict", loose, JSON_TYPE, '""'],
    ["json, not strict", loose, JSON_TYPE, '"text"'],
    ["json, not strict", loose, JSON_TYPE, "null"],
    ["json, not strict", loose, JSON_TYPE, "false"],
    ["json of another type", json({ type: "*/*" }), "application/vnd.x+json", '{"a": 1}', '{"a":1}'],
    ["json, charset", json(), "application/json; charset=UTF-8", '["ü"]'],
    ["urlencoded", urlencoded({ extended: false }), FORM_TYPE, "a=1&a=2&b=x+y%26&c="],
    ["urlencoded", urlencoded({ extended: true }), FORM_TYPE, "a=1&a=2", "a=1&a=2"],
    ["urlencoded, nested", urlencoded({ extended: true }), FORM_TYPE, "u[n]=1&u[t][]=2&u[t][]=3", "u%5Bn%5D=1&u%5Bt%5D=2&u%5Bt%5D=3"],
    ["urlencoded, list of objects", urlencoded({ extended: true }), FORM_TYPE, "u[0][n]=1", "u%5B0%5D%5Bn%5D=1"],
    ["text", text(), "text/plain", "grün"],
    ["text, charset", text(), "text/plain; charset=iso-8859-1", latin1],
    ["text that is JSON", text({ type: "*/*" }), JSON_TYPE, '{"a": 1}'],
    ["text that is a JSON string", text({ type: "*/*" }), JSON_TYPE, '"a"'],
    ["raw", raw(), "application/octet-stream", new Uint8Array([0, 255, 10, 13])],
    ["raw of any type", raw({ type: "*/*" }), "multipart/form-data; boundary=x", "--x--"],
  ]; // prettier-ignore

  test.each(rewritten)("%s is serialized again, under its content type [U1 U2]", async (...row) => {
    const [, parser, type, sent, expected = sent] = row;
    const response = await post(await behind(parser), type, sent);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(200);
    expect(bytes).toEqual(Buffer.from(expected));
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("x-length")).toBe(String(bytes.length));
  });

  test("what came compressed is not compressed any more, and does not say so", async () => {
    const response = await post(await behind(json()), JSON_TYPE, gzipSync('{"a": 1}'), {
      "content-encoding": "gzip",
    });
    expect(await response.text()).toBe('{"a":1}');
    expect(response.headers.get("x-length")).toBe("7");
    expect(response.headers.get("x-encoding")).toBe("undefined");
  });

  const verify = captureRawBody();
  const captured: [string, RequestHandler, string, string][] = [
    ["json", json({ verify }), JSON_TYPE, ' {"a" : 1.0 }\r\n'],
    ["json, not strict", json({ strict: false, verify }), JSON_TYPE, ' "" '],
    ["urlencoded", urlencoded({ extended: true, verify }), FORM_TYPE, "b[]=%31&a=1&b[]=2"],
    ["text", text({ verify }), "text/plain; charset=utf-8", "\uFEFFx"],
    ["json of an unknown type", json({ type: "*/*", verify }), "application/csp-report", '{ "x": 1 }'],
  ];

  test.each(captured)(
    "%s yields the exact bytes with captureRawBody() [U1]",
    async (_title, parser, type, sent) => {
      const response = await post(await behind(parser), type, sent);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from(sent));
      expect(response.headers.get("content-type")).toBe(type);
      expect(response.headers.get("x-length")).toBe(String(Buffer.byteLength(sent)));
    },
  );

  const lost: [string, RequestHandler, string, string][] = [
    ["multer", multer().any(), "multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'],
    ["a parser of a type of its own", json({ type: "*/*" }), "application/csp-report", "{}"],
    ["a charset that Node has not", text(), "text/plain; charset=shift_jis", "x"],
    ["a parser that keeps nothing", drained, JSON_TYPE, "{}"],
  ]; // prettier-ignore

  test.each(lost)(
    "%s: reading is an error that names the way out [U1 U2]",
    async (_title, parser, type, sent) => {
      const url = await behind(parser, telling);
      for (const path of ["/", "/chunks"]) {
        const answer = await (await post(`${url}${path}`, type, sent)).text();
        expect(answer).toMatch(/^TSGI_BODY_PARSED .*mount the application before it.*captureRawBody\(\)/);
        expect(answer).not.toContain("boundary");
      }
    },
  );

  test.each(lost)(
    "%s: an application that lets the error through answers 500, never an empty success [U1 U2]",
    async (_title, parser, type, sent) => {
      const response = await post(await behind(parser), type, sent);
      expect(response.status).toBe(500);
      expect((await response.text()).length).toBeGreaterThan(0);
    },
  );

  test("an application that reads no body is not disturbed by a lost one", async () => {
    const url = await behind(drained, (_environ, startResponse) => {
      startResponse(204, []);
      return null;
    });
    expect((await post(url, JSON_TYPE, "{}")).status).toBe(204);
  });

  test("a body that a parser has left alone is the stream; no body is an empty one", async () => {
    const url = await behind(json());
    expect(await (await post(url, "text/plain", "plain text")).text()).toBe("plain text");
    expect(await (await post(url, JSON_TYPE, "")).text()).toBe("");
    expect(await (await fetch(url, { signal: AbortSignal.timeout(1_000) })).text()).toBe("");
    expect(await (await fetch(await behind(ended))).text()).toBe("");
  });

  test("bytes that the host keeps as rawBody are the body", async () => {
    expect(await (await post(await behind(host), JSON_TYPE, "sent")).text()).toBe("kept");
  });

  test("limit, iteration and reading twice are as with any other input", async () => {
    expect(await (await post(await behind(json(), twice), JSON_TYPE, '{"a":1}')).json()).toEqual([
      "TSGI_INPUT_TOO_LARGE",
      "TSGI_INPUT_USED",
    ]);
  });
});
