/** The Dockerfile: read by a linter, and its instructions carried out in temporary folders, as there is no Docker here. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerProcess } from "@tsgi/harness/server-process";
import { validate } from "dockerfile-utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answersByEveryFramework } from "./_frameworks.ts";
import { buildImage, copyContext, type Stage } from "./_dockerfile.ts";

const root = join(import.meta.dirname, "../../..");
const file = join(import.meta.dirname, "../deploy/Dockerfile");
const text = readFileSync(file, "utf8");

test("the linter finds nothing, and the versions are the toolchain's", async () => {
  expect(validate(text)).toEqual([]);
  const { devDependencies, packageManager } = JSON.parse(
    await readFile(join(root, "package.json"), "utf8"),
  ) as { devDependencies: Record<string, string>; packageManager: string };
  const image = `node:${devDependencies["node"]}-bookworm-slim`;
  expect([...text.matchAll(/^FROM (\S+)/gm)].map(([, from]) => from)).toEqual([image, image]);
  expect(text).toContain(`npx --yes ${packageManager} install --frozen-lockfile`);
});

describe("the image", () => {
  let folder: string;
  let image: Stage;
  let server: ServerProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tsgi-gateway-image-"));
    const context = join(folder, "context");
    await copyContext(root, `${file}.dockerignore`, context);
    image = await buildImage(text, context, folder);
  });
  afterAll(async () => {
    server?.child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });

  test("holds one file, and runs it as a user without rights", () => {
    expect(readdirSync(image.workdir)).toEqual(["server.mjs"]);
    expect(image.user).toBe("node");
    expect(image.command).toEqual(["node", "server.mjs"]);
    expect(image.env).toEqual({ NODE_ENV: "production", PORT: "3000" });
  });

  test("answers, is healthy, lets what is in flight finish on SIGTERM, and is unhealthy after", async () => {
    const [, ...args] = image.command;
    const env = { ...image.env, PORT: "0" };
    server = new ServerProcess(process.execPath, [join(image.workdir, args[0]!)], env);
    const url = (await server.ready).replace("gateway: ", "").replace("0.0.0.0", "127.0.0.1");
    const { port } = new URL(url);
    expect(await (await fetch(`${url}health`)).json()).toEqual({ status: "ok", host: "node" });
    expect(await healthCode(image, port)).toBe(0);
    await answersByEveryFramework(url);

    const slow = await fetch(`${url}httpbin/drip?numbytes=2&duration=1`);
    server.child.kill("SIGTERM");
    expect(await slow.text()).toBe("**");
    expect(await server.ended).toMatchObject({ code: 0, stderr: "" });
    expect(await healthCode(image, port)).toBe(1);
  });
});

/** The exit code of HEALTHCHECK's command, beside the server. */
async function healthCode({ healthCommand }: Stage, PORT: string): Promise<number> {
  expect(healthCommand[0]).toBe("node");
  const child = execFile(process.execPath, healthCommand.slice(1), { env: { PORT } });
  const [code] = (await once(child, "exit")) as [number];
  return code;
}
