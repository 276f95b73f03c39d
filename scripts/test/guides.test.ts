/**
 * The configuration in the guides, used unchanged, with the packages as published. A Dockerfile is linted, and what it runs
 * is run without Docker.
 */
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { root } from "@tsgi/harness/generated";
import { nodeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess } from "@tsgi/harness/server-process";
import { startBundledWorker } from "@tsgi/harness/workerd";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { blockOf, buildPackages, Project } from "./_project.ts";

beforeAll(() =>
  buildPackages(["node", "aws-lambda", "cloudflare-workers", "middleware", "testing", "validator"]),
);

let project: Project;
afterEach(() => Project.removeAll());

describe("commonjs-and-typescript.md", () => {
  const page = "commonjs-and-typescript.md";
  const source = `
import { compose, type Application } from "@tsgi/core";
import { serve } from "@tsgi/node";

const app: Application = (_environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  return "typed";
};
export const main = async (): Promise<void> => {
  await using server = await serve(compose()(app), { port: 0, signals: false });
  console.log(await (await fetch(server.url)).text());
};
void main();
`;

  test("its tsconfig.json for Node accepts code that Node runs without a build", async () => {
    project = await Project.create(["core", "node"], ["@types/node"]);
    await project.write({
      "tsconfig.json": blockOf(page, 1, "json"),
      "package.json": '{ "type": "module" }',
      "src/main.ts": source,
    });
    expect(await project.tsc()).toEqual({ code: 0, output: "" });
    expect(await project.node("src/main.ts")).toMatchObject({ code: 0, output: "typed\n" });
  });

  test("its tsconfig.json for CommonJS compiles to what Node 20 and the newest run", async () => {
    project = await Project.create(["core", "node"], ["@types/node"]);
    await project.write({
      "tsconfig.json": blockOf(page, 2, "json"),
      "package.json": "{}",
      "src/main.ts": source,
    });
    expect(await project.tsc()).toEqual({ code: 0, output: "" });
    expect(await readFile(project.path("dist/main.js"), "utf8")).toContain('require("@tsgi/node")');
    for (const line of ["20", "26"] as const) {
      const { code, output } = await project.run(await nodeBinary(line), ["dist/main.js"]);
      expect({ line, code, output: output.replaceAll(/^\(.*\n/gm, "") }).toEqual({
        line,
        code: 0,
        output: "typed\n",
      });
    }
  });

  test("node16 and node18 refuse what CommonJS imports", async () => {
    project = await Project.create(["core", "node"], ["@types/node"]);
    await project.write({
      "tsconfig.json": blockOf(page, 2, "json"),
      "package.json": "{}",
      "src/main.ts": source,
    });
    for (const module of ["node16", "node18"]) {
      expect((await project.tsc("--module", module)).output).toContain("error TS1479");
    }
  });

  test("its program in CommonJS serves", async () => {
    project = await Project.create(["core", "node"]);
    await project.write({ "package.json": "{}", "server.js": blockOf(page, 1, "text") });
    const server = new ServerProcess(process.execPath, [project.path("server.js")], { PORT: "0" });
    try {
      expect(await (await fetch(await server.ready)).text()).toBe("Hello from CommonJS\n");
    } finally {
      await server.close();
    }
  });
});

describe("jest.md", () => {
  const page = "jest.md";
  const { scripts } = JSON.parse(blockOf(page, 1, "json")) as { scripts: { test: string } };
  const [, ...args] = scripts.test.split(" ");

  test("its configuration runs a test in TypeScript and one in CommonJS, and needs the flag", async () => {
    project = await Project.create(["core", "testing", "validator"], ["jest"]);
    await project.write({
      "package.json": blockOf(page, 1, "json"),
      "jest.config.mjs": blockOf(page, 1, "text"),
      "strip-types.mjs": blockOf(page, 2, "text"),
      "app.test.ts": blockOf(page, 3, "text"),
      "app.test.cjs": blockOf(page, 4, "text"),
    });
    const passed = await project.node(...args);
    expect(passed.output).toMatch(/^Tests: +2 passed, 2 total$/m);
    expect(passed.code).toBe(0);
    const without = await project.node(...args.filter((arg) => arg !== "--experimental-vm-modules"));
    expect(without.output).toContain("Must use import to load ES Module");
  });
});

describe("lambda-bundles.md", () => {
  const page = "lambda-bundles.md";

  /** An application that represents those with a CommonJS dependency. */
  const files = {
    "package.json": "{}",
    "src/index.ts": blockOf(page, 1, "ts"),
    "src/app.ts": `import type { Application } from "@tsgi/core";
import { STATUS } from "legacy";
export const app: Application = (environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  return environ.pathInfo + " " + STATUS;
};
`,
    "node_modules/legacy/package.json": '{ "name": "legacy", "main": "index.js" }',
    "node_modules/legacy/index.js": 'exports.STATUS = require("http").STATUS_CODES[200];',
  };

  /** Builds by a block of the page, and asks the function for `/x`. */
  async function answerOf(build: string, bundle: string): Promise<string> {
    await project.write({ ...files, "build.mjs": build });
    expect(await project.node("build.mjs")).toEqual({ code: 0, output: "" });
    const { handler } = (await import(pathToFileURL(project.path(bundle)).href)) as { handler: never };
    await using server = await serveLocally(handler, { event: "v2", port: 0 });
    return (await fetch(new URL("/x", server.url))).text();
  }

  test("its ES module answers, and does not without the banner", async () => {
    project = await Project.create(["core", "aws-lambda"], ["esbuild"]);
    const build = blockOf(page, 1, "text");
    expect(await answerOf(build, "dist/index.mjs")).toBe("/x OK");
    const bare = build.replace(/ {2}banner: \{[^}]*\},?[^}]*\},\n/, "");
    expect(bare).not.toContain("banner");
    await project.write({ "build.mjs": bare.replace("index.mjs", "bare.mjs") });
    await project.node("build.mjs");
    expect((await project.node("dist/bare.mjs")).output).toContain(
      'Dynamic require of "http" is not supported',
    );
  });

  test("its CommonJS answers", async () => {
    project = await Project.create(["core", "aws-lambda"], ["esbuild"]);
    expect(await answerOf(blockOf(page, 2, "text"), "dist/index.js")).toBe("/x OK");
  });
});

describe("wrangler.md", () => {
  test("its configuration deploys without a warning, and the bundle answers in workerd", async () => {
    project = await Project.create(["core", "fetch", "cloudflare-workers"], ["wrangler"]);
    const config = blockOf("wrangler.md", 1, "json");
    await project.write({
      "package.json": "{}",
      "wrangler.jsonc": config,
      "src/index.ts": blockOf("wrangler.md", 1, "ts"),
    });
    const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
    const args = [wrangler, "deploy", "--dry-run", "--outdir", "dist"];
    const env = { CI: "1", WRANGLER_SEND_METRICS: "false" };
    const { code, output } = await project.run(process.execPath, args, env);
    expect(output).toContain("--dry-run: exiting now.");
    expect(output).not.toMatch(/warning|error/i);
    expect(code).toBe(0);
    const { compatibility_date: date, compatibility_flags: flags } = JSON.parse(config) as {
      compatibility_date: string;
      compatibility_flags: string[];
    };
    const worker = await startBundledWorker(project.path("dist/index.js"), { date, flags });
    try {
      expect(await (await fetch(worker.url)).text()).toBe("Hello from cloudflare-workers\n");
    } finally {
      await worker.close();
    }
  });
});

describe("containers.md", () => {
  const page = "containers.md";
  const dockerfile = blockOf(page, 1, "text");
  const instructions = DockerfileParser.parse(dockerfile).getInstructions();
  /** The words of an instruction's exec form. */
  const wordsOf = (keyword: string): string[] => {
    const text = instructions.findLast((one) => one.getKeyword() === keyword)!.getRawArgumentsContent()!;
    return JSON.parse(/\[.*\]$/s.exec(text)![0]) as string[];
  };

  test("the linter finds nothing in its Dockerfile, which copies nothing that it ignores", () => {
    expect(validate(dockerfile)).toEqual([]);
    const ignored = blockOf(page, 2, "text").trim().split("\n");
    const copied = instructions
      .filter((one) => one.getKeyword() === "COPY" && !one.toString().includes("--from"))
      .flatMap((one) => one.getArguments().map((argument) => argument.getValue()));
    expect(copied.filter((path) => ignored.includes(path))).toEqual([]);
  });

  test("its command serves, is healthy, and ends on SIGTERM; its probes are routes", async () => {
    project = await Project.create(["core", "node", "middleware"], ["@types/node"]);
    await project.write({
      "tsconfig.json": blockOf("commonjs-and-typescript.md", 2, "json"),
      "package.json": '{ "type": "module" }',
      "src/server.ts": blockOf(page, 1, "ts"),
    });
    expect(await project.tsc()).toEqual({ code: 0, output: "" });
    const [program, ...args] = wordsOf("CMD");
    expect(program).toBe("node");
    const PORT = String(await freePort());
    const server = new ServerProcess(
      process.execPath,
      args.map((arg) => project.path(arg)),
      { PORT },
    );
    try {
      expect(await server.ready).toBe(`http://0.0.0.0:${PORT}/`);
      const statusOf = async (path: string): Promise<number> =>
        (await fetch(`http://127.0.0.1:${PORT}${path}`)).status;
      expect(await statusOf("/")).toBe(200);
      const probes = [...blockOf(page, 1, "json").matchAll(/"path": "([^"]+)"/g)].map(([, path]) => path!);
      expect(probes).toEqual(["/livez", "/readyz"]);
      for (const path of probes) expect(await statusOf(path)).toBe(200);
      const [, ...health] = wordsOf("HEALTHCHECK");
      expect(await project.run(process.execPath, health, { PORT })).toMatchObject({ code: 0 });
      server.child.kill("SIGTERM");
      expect(await server.ended).toMatchObject({ code: 0, stderr: "" });
      expect(await project.run(process.execPath, health, { PORT })).toMatchObject({ code: 1 });
    } finally {
      server.child.kill("SIGKILL");
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
