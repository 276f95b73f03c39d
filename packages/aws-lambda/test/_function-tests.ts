import { events } from "@tsgi/harness/lambda-events";
import { LambdaFunction } from "@tsgi/harness/lambda-function";
import { afterEach, expect, test } from "vitest";

/** Functions after a round trip through `fromLambda` and `toLambda`, beside the same functions unwrapped. */
export function functionTests(folder: string): void {
  const running: LambdaFunction[] = [];
  afterEach(async () => {
    for (const lambda of running.splice(0)) await lambda.close();
  });
  const start = async (name: string): Promise<LambdaFunction> => {
    const lambda = await LambdaFunction.start(`functions/lambda.${name}`, { folder });
    running.push(lambda);
    return lambda;
  };

  interface Told {
    readonly keys: readonly string[];
    readonly awsRequestId: string;
    readonly functionName: string;
  }

  test("buffered: the function gets the event and the context that Lambda has", async () => {
    const [plain, buffered, callback] = [
      await start("plain"),
      await start("buffered"),
      await start("callback"),
    ];
    for (const event of [events.v2, events.url]) {
      const bodies: Told[] = [];
      for (const lambda of [plain, buffered, callback]) {
        const outcome = await lambda.api.invoke(event);
        const { body } = (outcome as { result: { body: string } }).result;
        bodies.push(JSON.parse(body) as Told);
      }
      expect(bodies[0]!.keys).toEqual(Object.keys(event));
      expect(bodies[1]).toEqual(bodies[0]);
      expect(bodies[2]).toEqual(bodies[0]);
    }
    const outcome = await buffered.api.invoke(events.v2);
    expect(outcome).toMatchObject({ result: { statusCode: 201, cookies: ["a=1", "b=2"] } });
  });

  test("streaming: by the runtime's own HttpResponseStream, byte for byte", async () => {
    const texts: string[] = [];
    for (const name of ["written", "streaming"]) {
      const lambda = await start(name);
      const outcome = await lambda.api.invoke(events.url);
      if (outcome.mode !== "streaming") throw new Error(`${name} does not stream`);
      const chunks: Buffer[] = [];
      for await (const chunk of outcome.body) chunks.push(chunk as Buffer);
      texts.push(`${outcome.type} ${Buffer.concat(chunks).toString()}`);
    }
    expect(texts[0]).toContain('"statusCode":203');
    expect(texts[0]).toContain("\0first {");
    expect(texts[1]).toBe(texts[0]);
  });
}
