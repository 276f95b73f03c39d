import { HostBody, type Application, type OpenBody } from "@tsgi/core";
import { Counted, TEXT, answers, clientOf } from "@tsgi/harness/linted";
import { head } from "@tsgi/middleware/head";
import { describe, expect, test } from "vitest";

/** Knows GET alone. */
const onlyGet: Application = ({ method }, startResponse) => {
  startResponse(method === "GET" ? 200 : 405, TEXT);
  return `Grüße by ${method}`;
};

describe("head", () => {
  test("answers HEAD as the application answers GET, with the length and without the body", async () => {
    await using client = clientOf(head(), onlyGet);
    const response = await client.head("/");
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      "14",
      "",
    ]);
    expect((await client.post("/")).status).toBe(405);
  });

  test("keeps a length that the application declares, and closes a stream unread [M07]", async () => {
    const body = new Counted(["a"]);
    await using client = clientOf(head(), answers(body, 200, [...TEXT, ["Content-Length", "1"]]));
    const response = await client.head("/");
    expect([response.headers.get("content-length"), body.closed]).toEqual(["1", 1]);
  });

  test("closes an endless body that starts late", async () => {
    let closed = 0;
    await using client = clientOf(head(), async function* (_, startResponse) {
      startResponse(200, TEXT);
      try {
        for (;;) yield "x";
      } finally {
        closed++;
      }
    } as Application);
    const response = await client.head("/");
    await response.finished;
    expect([response.status, closed]).toEqual([200, 1]);
  });

  test("opens no file, and adds no length to statuses without a body", async () => {
    class File extends HostBody {
      override open(): Promise<OpenBody> {
        throw new Error("was opened");
      }
    }
    await using files = clientOf(head(), answers(new File()));
    expect((await files.head("/")).status).toBe(200);
    await using empty = clientOf(head(), answers(null, 204, []));
    expect((await empty.head("/")).headers.has("content-length")).toBe(false);
  });
});
