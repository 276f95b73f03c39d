import { events } from "@tsgi/harness/lambda-events";
import { LambdaFunction } from "@tsgi/harness/lambda-function";
import { afterEach, expect, test } from "vitest";
import { serveLocally, type RunningServer } from "../src/local/index.ts";

/**
 * Checks beyond the conformance suite: one invocation at a time, and what only Lambda has.
 *
 * @param folder of the functions
 */
export function kitTests(folder: string): void {
  let lambda: LambdaFunction;
  let server: RunningServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
    await lambda.close();
  });

  test("buffered: a result for every kind of event; an unknown one is an error that names its keys", async () => {
    lambda = await LambdaFunction.start("kit.buffered", { folder });
    for (const event of Object.values(events)) {
      const outcome = await lambda.api.invoke(event);
      expect(JSON.stringify(outcome)).toContain("GET /users/a%");
    }
    await expect(lambda.api.invoke({ source: "aws.events" })).rejects.toThrow(/TSGI_EVENT_UNKNOWN.*source/);
    expect(await lambda.api.invoke(events.v2)).toMatchObject({ result: { statusCode: 200 } });
    expect(lambda.isRunning).toBe(true);
  });

  test("what the application logs bears the request's id", async () => {
    lambda = await LambdaFunction.start("kit.buffered", { folder });
    await lambda.api.invoke({ ...events.url, rawPath: "/throws" });
    const outcome = await lambda.api.invoke({ ...events.url, rawPath: "/throws" });
    expect(outcome).toMatchObject({ result: { statusCode: 500, body: "Internal Server Error" } });
    await expect.poll(() => lambda.log).toMatch(/request-2\tERROR\t\[tsgi\/aws-lambda\] Error: thrown/);
  });

  test.each([204, 302, 403])(
    "streaming: %i without a body is sent, and its invocation ends: the next one begins",
    async (status) => {
      lambda = await LambdaFunction.start("kit.streaming", { folder });
      server = await serveLocally(lambda.streaming, { event: "url", port: 0 });
      await fetch(`${server.url}200`);
      const response = await fetch(`${server.url}${status}`, { redirect: "manual" });
      expect([response.status, await response.text()]).toEqual([status, ""]);
      expect((await fetch(`${server.url}200`)).status).toBe(200);
    },
  );

  test("streaming: cookies go out apart, for REST APIs and Function URLs", async () => {
    lambda = await LambdaFunction.start("kit.streaming", { folder });
    for (const event of ["v1", "url"] as const) {
      server = await serveLocally(lambda.streaming, { event, port: 0 });
      const response = await fetch(`${server.url}chunks`);
      expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      expect(await response.text()).toBe("first second");
      await server.close();
    }
  });

  test("streaming: a late failure breaks the response off; the process goes on", async () => {
    lambda = await LambdaFunction.start("kit.streaming", { folder });
    server = await serveLocally(lambda.streaming, { event: "url", port: 0 });
    const response = await fetch(`${server.url}late`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(await (await fetch(`${server.url}200`)).text()).toContain("GET /200");
    expect(lambda.isRunning).toBe(true);
    expect(lambda.log.match(/\[tsgi\/aws-lambda\] Error: late/g)).toHaveLength(1);
  });
}
