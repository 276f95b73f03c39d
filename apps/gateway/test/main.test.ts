/** The command line, as a process of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || !child.kill("SIGKILL")) continue;
    await once(child, "exit");
  }
});

function start(...args: string[]) {
  const child = spawn(process.execPath, ["--conditions=@tsgi/source", main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

/** Runs it to its end. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = start(...args);
  const [[code], out, err] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  return { code: code as number, out, err };
}

const HOSTS = ["node", "express", "fastify", "hono", "aws-lambda", "cloudflare-workers", "bun", "deno"];
const KNOWN = [...HOSTS, "all"].join(", ");

test.each(HOSTS)(
  "%s: prints one line when it is ready, answers there, and ends well on SIGTERM",
  async (host) => {
    const child = start("--host", host, "--port", "0");
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    expect(line).toMatch(new RegExp(`^gateway on ${host}: http://127\\.0\\.0\\.1:\\d+/$`));
    const response = await fetch(`${line.split(": ")[1]}health`);
    expect(await response.json()).toEqual({ status: "ok", host });
    child.kill("SIGTERM");
    const [[code], rest, err] = await Promise.all([
      once(child, "exit"),
      text(child.stdout),
      text(child.stderr),
    ]);
    expect({ code, rest, err }).toEqual({ code: 0, rest: "", err: "" });
  },
);

test("all: starts every host and prints a table of where they answer", async () => {
  const child = start("--host", "all", "--port", "0");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const seen: string[] = [];
  for (const host of HOSTS) {
    const [name, url] = ((await lines.next()).value as string).split(/ +/);
    expect(name).toBe(host);
    const health = (await (await fetch(`${url}health`)).json()) as { host: string };
    seen.push(health.host);
  }
  expect(seen).toEqual(HOSTS);
  child.kill("SIGTERM");
  expect((await once(child, "exit"))[0]).toBe(0);
});

test("shows its usage", async () => {
  const { code, out, err } = await run("--help");
  expect(out).toMatch(/^Runs the gateway\.\n\nUsage: pnpm start \[--host NAME\] \[--port N\]\n/);
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

test.each([
  [["--host", "nope"], `gateway: unknown host "nope"; known hosts: ${KNOWN}\n`],
  [["--host", "toString"], `gateway: unknown host "toString"; known hosts: ${KNOWN}\n`],
  [["--port", "x"], 'gateway: bad port "x"; it is a whole number from 0 to 65535\n'],
  [["--port", "65536"], 'gateway: bad port "65536"; it is a whole number from 0 to 65535\n'],
  [["--port", ""], 'gateway: bad port ""; it is a whole number from 0 to 65535\n'],
  [["--port"], "gateway: Option '--port <value>' argument missing; see --help\n"],
  [["--nope"], "gateway: Unknown option '--nope'; see --help\n"],
  [["nope"], "gateway: Unexpected argument 'nope'; see --help\n"],
])("refuses %j in one line", async (args, line) => {
  expect(await run(...args)).toEqual({ code: 1, out: "", err: line });
});

test("tells in one line that the port is in use", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  const { code, out, err } = await run("--port", String(port));
  holder.close();
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(new RegExp(`^gateway: .*127\\.0\\.0\\.1:${port}, which is in use.*\\n$`));
});
