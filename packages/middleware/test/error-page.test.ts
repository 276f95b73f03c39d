import type { Application } from "@tsgi/core";
import { TEXT, answers, clientOf } from "@tsgi/harness/linted";
import { errorPage } from "@tsgi/middleware/error-page";
import { HttpError } from "@tsgi/middleware/http-error";
import { describe, expect, test } from "vitest";

const failing: Application = () => {
  throw new RangeError("<b>secret</b> of the inside");
};

const fullDisk = (): never => {
  throw new Error("the disk is full");
};

describe("errorPage", () => {
  test("tells a client nothing of the inside, and logs the error once, with stack and causes", async () => {
    const cause = new Error("the root of it");
    await using client = clientOf(errorPage(), () => {
      throw new RangeError("secret of the inside", { cause });
    });
    for (const accept of ["text/html", "application/json"]) {
      const response = await client.get("/", { headers: { accept } });
      const text = await response.text();
      expect([response.status, /secret|error-page/.test(text)]).toEqual([500, false]);
    }
    expect(client.log.match(/RangeError: secret of the inside/g)).toHaveLength(2);
    expect(client.log).toMatch(/error-page\.test\.ts:\d+[^]*caused by: Error: the root of it/);
  });

  test("answers an HttpError below 500 with its own message, without a log", async () => {
    await using client = clientOf(errorPage({ development: true }), () => {
      throw new HttpError(404, "No such thing.");
    });
    const response = await client.get("/", { headers: { accept: "text/html" } });
    expect([response.status, await response.text(), client.log]).toEqual([404, "No such thing.\n", ""]);
  });

  test("shows the developer stack, source and environ, all escaped, and no credentials", async () => {
    await using client = clientOf(errorPage({ development: true }), failing);
    const response = await client.get("/a?q=<script>alert(1)</script>", {
      headers: {
        authorization: "Basic c2VjcmV0",
        cookie: "id=hidden",
        "x-api-key": "hidden",
        "x-seen": "<i>",
      },
    });
    const text = await response.text();
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(text).toContain("<h1>RangeError: &lt;b&gt;secret&lt;/b&gt; of the inside</h1>");
    expect(text).toMatch(/<mark> +\d+ {4}throw new RangeError\(/);
    expect(text).toContain("&lt;i&gt;");
    expect(text).not.toMatch(/<script|c2VjcmV0|hidden|<i>/);
  });

  test("sends the stack to a developer's JSON client", async () => {
    await using client = clientOf(errorPage({ development: true }), failing);
    const { stack } = await (
      await client.get("/", { headers: { accept: "application/json" } })
    ).json<{
      stack: string[];
    }>();
    expect(stack.join()).toContain("error-page.test.ts");
  });

  test.each([
    ["a readSource that finds nothing", new Error("x"), undefined],
    ["a string that was thrown", "<just text>", "&lt;just text&gt;"],
    ["an error without a stack", Object.assign(new Error("y"), { stack: undefined }), "Error: y"],
  ])("shows a page for %s", async (_, error, expected = "") => {
    await using client = clientOf(errorPage({ development: true, readSource: () => undefined }), () => {
      throw error;
    });
    const text = await (await client.get("/")).text();
    expect([text.includes(expected), text.includes("<mark>")]).toEqual([true, false]);
  });

  test("goes on when the log fails", async () => {
    await using client = clientOf(errorPage({ log: fullDisk }), failing);
    expect((await client.get("/")).status).toBe(500);
    expect(client.log).toContain("the disk is full");
  });

  test("leaves a response that has started to the server", async () => {
    const error = new Error("mine");
    await using client = clientOf(
      errorPage(),
      answers(
        (function* () {
          yield "a";
          throw error;
        })(),
      ),
    );
    await expect((await client.get("/")).text()).rejects.toBe(error);
    expect(client.log).not.toContain("[tsgi/middleware]");
  });

  test("replaces the head that the application had set [M09]", async () => {
    await using client = clientOf(errorPage({ log: () => {} }), async (_, startResponse) => {
      startResponse(200, [...TEXT, ["x-mine", "1"]]);
      throw new Error("mine");
    });
    const response = await client.get("/");
    expect([response.status, response.headers.has("x-mine")]).toEqual([500, false]);
  });

  test("checks its options at once", () => {
    expect(() => errorPage({ development: 1 as never })).toThrow(
      "errorPage: development is 1, must be a boolean",
    );
    expect(() => errorPage({ dev: true } as never)).toThrow(
      'errorPage: there is no option "dev"; there are: development',
    );
    expect(() => errorPage(null as never)).toThrow("errorPage: options is null");
  });
});
