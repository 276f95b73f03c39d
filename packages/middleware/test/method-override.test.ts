import { compose, type Application } from "@tsgi/core";
import { TEXT, clientOf } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { csrf } from "@tsgi/middleware/csrf";
import { formOf } from "@tsgi/middleware/form";
import { methodOverride, originalMethod } from "@tsgi/middleware/method-override";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const show: Application = (environ, startResponse) => {
  startResponse(200, TEXT);
  return `${environ.method} ${environ.get(originalMethod)}`;
};
const header = { "x-http-method-override": "delete" };

const FORM = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
/** Shows the method, and the whole body in the way that the query names. */
const reading: Application = async (environ, startResponse) => {
  const { input, queryString } = environ;
  let text = "";
  if (queryString === "form") text = [...(await formOf(environ)).getAll("a")].join("+");
  else if (queryString === "chunks") for await (const chunk of input) text += Buffer.from(chunk).toString();
  else if (queryString === "stream") text = await new Response(input.stream()).text();
  else if (queryString === "small") text = await input.text({ limit: 4 });
  else text = await input.text({ limit: 3_000_000 });
  startResponse(200, TEXT);
  return `${environ.method} ${environ.get(originalMethod)} ${text}`;
};

describe("methodOverride", () => {
  test.each<[string, object, string, string, Record<string, string>, string]>([
    ["by header", {}, "POST", "/", header, "DELETE POST"],
    ["by another header", { header: "x-method" }, "POST", "/", { "x-method": "PUT" }, "PUT POST"],
    ["by query", { query: "_method" }, "POST", "/?a=1&_method=patch", {}, "PATCH POST"],
    ["not by query unless asked for", {}, "POST", "/?_method=patch", {}, "POST undefined"],
    ["not by a header that is off", { header: false }, "POST", "/", header, "POST undefined"],
    ["not of a GET", { query: "_method" }, "GET", "/?_method=DELETE", header, "GET undefined"],
    ["not to a safe method", {}, "POST", "/", { "x-http-method-override": "GET" }, "POST undefined"],
    ["not to nonsense", {}, "POST", "/", { "x-http-method-override": "<x>, y" }, "POST undefined"],
    ["not to what is not listed", { methods: ["PUT"] }, "POST", "/", header, "POST undefined"],
    ["with a malformed query", { query: "_method" }, "POST", "/?%&_method=%zz", {}, "POST undefined"],
  ])("%s", async (_, options, method, target, headers, expected) => {
    await using client = clientOf(methodOverride(options), show);
    expect(await (await client.request(method, target, { headers })).text()).toBe(expected);
  });

  test.each([
    ["?text", "a=1&_method=DELETE&a=2", "DELETE POST a=1&_method=DELETE&a=2"],
    ["?chunks", "_method=put", "PUT POST _method=put"],
    ["?stream", "_method=patch&x=%zz", "PATCH POST _method=patch&x=%zz"],
    ["?form", "a=1&_method=DELETE&a=2", "DELETE POST 1+2"],
    ["?text", "_method=PUT&_method=DELETE", "PUT POST _method=PUT&_method=DELETE"],
    ["?text", "_method=GET", "POST undefined _method=GET"],
    ["?text", "_method=CONNECT", "POST undefined _method=CONNECT"],
    ["?text", "_Method=PUT", "POST undefined _Method=PUT"],
    ["?text", "?_method=PUT", "POST undefined ?_method=PUT"],
    ["?text", "", "POST undefined "],
  ])("by a field of a form, which the application reads unchanged: %s %s", async (target, body, expected) => {
    await using client = clientOf(methodOverride({ field: "_method" }), reading);
    for (const sent of [body, new Blob([body]).stream()]) {
      const response = await client.post(`/${target}`, { body: sent, headers: FORM });
      expect(await response.text()).toBe(expected);
    }
  });

  test.each<[string, object, string, Record<string, string>]>([
    ["unless asked for", {}, "POST", FORM],
    ["of a GET", { field: "_method" }, "GET", FORM],
    ["of a PUT", { field: "_method" }, "PUT", FORM],
    ["of another type", { field: "_method" }, "POST", { "content-type": "text/plain" }],
    ["that is compressed", { field: "_method" }, "POST", { ...FORM, "content-encoding": "gzip" }],
  ])("not by a field %s", async (_, options, method, headers) => {
    await using client = clientOf(methodOverride(options), reading);
    const response = await client.request(method, "/", { body: "_method=DELETE", headers });
    expect(await response.text()).toBe(`${method} undefined _method=DELETE`);
  });

  test("not by a field of a form that is too large, which is there whole all the same", async () => {
    const large = `_method=DELETE&x=${"y".repeat(1_048_576)}`;
    for (const body of [large, new Blob([large]).stream()]) {
      await using client = clientOf(methodOverride({ field: "_method" }), reading);
      const response = await client.post("/?chunks", { body, headers: FORM });
      expect(await response.text()).toBe(`POST undefined ${large}`);
    }
  });

  test("keeps the application's own limits, and one reading", async () => {
    await using client = clientOf(methodOverride({ field: "_method" }), reading, { rethrow: false });
    const response = await client.post("/?small", { body: "_method=PUT", headers: FORM });
    expect(response.status).toBe(413);
    await using twice = clientOf(methodOverride({ field: "_method" }), async ({ input }, startResponse) => {
      await input.text();
      const again = await input.text().catch((error: { code: string }) => error.code);
      startResponse(200, TEXT);
      return again;
    });
    expect(await (await twice.post("/", { body: "_method=PUT", headers: FORM })).text()).toBe(
      "TSGI_INPUT_USED",
    );
  });

  test("leaves an application synchronous without a form to read [M15]", () => {
    const app = methodOverride({ field: "_method" })(show);
    const environ = createEnviron({ method: "POST", headers: { "content-type": "text/plain" } });
    expect(app(environ, () => {})).toBe("POST undefined");
  });

  test("outside of it csrf() sees the POST of another site, whatever method it overrides", async () => {
    const headers = { ...FORM, origin: "https://evil.example" };
    const post = { body: "_method=DELETE", headers };
    await using open = clientOf(methodOverride({ field: "_method" }), show);
    expect((await open.post("/", post)).status).toBe(200); // what csrf() is for
    for (const chain of [
      compose(csrf(), methodOverride({ field: "_method" })),
      compose(methodOverride({ field: "_method" }), csrf()),
    ]) {
      await using client = clientOf(chain, show);
      expect((await client.post("/", post)).status).toBe(403);
    }
  });

  test("never fails on a form, and never makes another method", async () => {
    const client = createClient(methodOverride({ field: "_method" })(reading));
    const part = fc.constantFrom(
      "_method",
      "=",
      "&",
      "PUT",
      "GET",
      "%",
      "%5f",
      "+",
      "\u00ff",
      "delete",
      ";",
      "?",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 10 }), async (parts) => {
        const body = parts.join("");
        const text = await (await client.post("/", { body, headers: FORM })).text();
        expect(text).toMatch(/^(?:POST undefined|(?:PUT|DELETE) POST) /);
        expect(text.endsWith(` ${body}`)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    await client.close();
  });

  test("checks its options at once", () => {
    expect(() => methodOverride({ methods: ["GET"] })).toThrow("methodOverride: methods");
    expect(() => methodOverride({ header: "" })).toThrow('methodOverride: header is ""');
  });
});
