/** Checks template.yaml with AWS's validator, and runs its functions in Lambda's own runtime. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { LambdaFunction } from "@tsgi/harness/lambda-function";
import { canRunRic, ricMain } from "@tsgi/harness/ric";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answersByEveryFramework } from "./_frameworks.ts";
import { findings, resourcesOf, type Properties, type Resource } from "./_cloudformation.ts";

const run = promisify(execFile);
const gateway = join(import.meta.dirname, "..");
const template = join(gateway, "deploy/template.yaml");
const resources = resourcesOf(template);
const functions = Object.entries(resources).filter(([, { Type }]) => Type === "AWS::Serverless::Function");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tsgi-gateway-lambda-"));
  await run(process.execPath, [join(gateway, "deploy/bundle.ts"), folder]);
});
afterAll(() => rm(folder, { recursive: true }));

describe("template.yaml", () => {
  test("AWS's validator transforms it and finds nothing wrong", () => {
    // It does not know that SAM makes a resource of that name; below there is one.
    expect(findings(template, { ruleId: "F6101", logicalId: "StreamingUrl" })).toEqual([]);
  });

  test("what SAM passes on to CloudFormation is right as well, down to names and values", async () => {
    const file = join(folder, "plain.json");
    const plain = Object.fromEntries(Object.entries(resources).flatMap(plainResources));
    expect(Object.values(plain).map(({ Type }) => Type)).toEqual(
      expect.arrayContaining(["AWS::Lambda::Function", "AWS::Lambda::Url", "AWS::ApiGatewayV2::Stage"]),
    );
    await writeFile(file, JSON.stringify({ Resources: plain }));
    expect(findings(file)).toEqual([]);
  });

  test("the functions may write to their log group, and do nothing else", () => {
    const statement = {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "reference",
    };
    const { Policies, ManagedPolicyArns } = resources["Role"]!.Properties;
    expect(Policies).toMatchObject([{ PolicyDocument: { Statement: [statement] } }]);
    expect(ManagedPolicyArns).toBeUndefined();
    for (const [, { Properties }] of functions) expect(Properties).not.toHaveProperty("Policies");
  });

  test("the code is where the bundle is written", () => {
    for (const [, { Properties }] of functions) {
      expect(resolve(dirname(template), String(Properties["CodeUri"]))).toBe(
        join(gateway, "dist/aws-lambda"),
      );
    }
  });

  test("each handler is there, and accepts what its kind of invocation passes", async () => {
    const module = (await import(pathToFileURL(join(folder, "aws-lambda/index.mjs")).href)) as Properties;
    const parameters = functions.map(([name, { Properties }]) => {
      const [file, handler] = String(Properties["Handler"]).split(".") as [string, string];
      return [name, file, (module[handler] as (...args: unknown[]) => unknown).length];
    });
    expect(Object.fromEntries(parameters.map(([name, ...rest]) => [name, rest]))).toEqual({
      BufferedFunction: ["index", 2],
      StreamingFunction: ["index", 3],
    });
  });
});

describe.runIf(canRunRic("the gateway's functions on Lambda's real runtime"))("on aws-lambda-ric", () => {
  beforeAll(async () => void (await ricMain()), 600_000);

  test.each([
    ["BufferedFunction", "buffered", "v2"],
    ["StreamingFunction", "streaming", "url"],
  ] as const)("%s answers", async (name, mode, event) => {
    const handler = String(resources[name]!.Properties["Handler"]);
    const lambda = await LambdaFunction.start(handler, { folder: join(folder, "aws-lambda") });
    try {
      await using server = await serveLocally(lambda[mode], { event, port: 0 });
      const health = await fetch(`${server.url}health`);
      expect(await health.json()).toEqual({ status: "ok", host: "aws-lambda" });
      expect((await fetch(`${server.url}httpbin/status/418`)).status).toBe(418);
      await answersByEveryFramework(server.url);
    } finally {
      await lambda.close();
    }
  });
});

/** Properties of a resource that SAM passes on unchanged. */
function plainResources([name, { Type, Properties }]: [string, Resource]): [string, Resource][] {
  if (Type === "AWS::Serverless::HttpApi") {
    const stage = { ApiId: "id", StageName: "$default", ...Properties };
    return [[name, { Type: "AWS::ApiGatewayV2::Stage", Properties: stage }]];
  }
  if (Type !== "AWS::Serverless::Function") return [];
  const { CodeUri: _code, Events: _events, FunctionUrlConfig, ...same } = Properties;
  const Role = { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/gateway" };
  const lambda = { ...same, Role, Code: { ZipFile: "exports.handler = () => {}" } };
  const plain: [string, Resource][] = [[name, { Type: "AWS::Lambda::Function", Properties: lambda }]];
  if (FunctionUrlConfig !== undefined) {
    const url = { ...(FunctionUrlConfig as Properties), TargetFunctionArn: { Ref: name } };
    plain.push([`${name}Url`, { Type: "AWS::Lambda::Url", Properties: url }]);
  }
  return plain;
}
