/** close() with a client in every state that it can leave a connection in, on each line of Node. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Socket } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { certificate } from "../../../scripts/_certificate.ts";
import { assertBuilt } from "../../../scripts/_node-host.ts";
import { nodeBinary, nodeLines } from "../../../scripts/_runtimes.ts";
import { ServerProcess } from "../../../scripts/_server-process.ts";
import { clientStates } from "./fixtures/client-states.mjs";

assertBuilt(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), "tsgi-"));
afterAll(() => rmSync(folder, { recursive: true }));
const files = [join(folder, "key.pem"), join(folder, "cert.pem")] as const;
writeFileSync(files[0], certificate.key);
writeFileSync(files[1], certificate.cert);

const fixture = join(import.meta.dirname, "fixtures/closing.mjs");
const everything = Object.fromEntries(clientStates.map(({ name }) => [name, "ends"]));

async function start(line: (typeof nodeLines)[number] | "source", ...args: string[]): Promise<ServerProcess> {
  if (line === "source") return ServerProcess.ofScript(fixture, ...files, ...args);
  return new ServerProcess(await nodeBinary(line), [fixture, ...files, ...args]);
}

describe.each(["source", ...nodeLines] as const)("Node %s", (line) => {
  test("close() ends, and leaves neither a connection nor a timer", { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await (await start(line)).ended;
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(everything);
    expect(code).toBe(0);
  });

  test("SIGTERM ends the process", { timeout: 60_000 }, async () => {
    const server = await start(line, "signal");
    const ports = new Map(Object.entries(JSON.parse(await server.ready) as Record<string, number>));
    const sockets = await Promise.all(
      clientStates.map(({ protocol, enter }): Promise<Socket> => enter(ports.get(protocol)!)),
    );
    server.child.kill("SIGTERM");
    const { code, stderr } = await server.ended;
    for (const socket of sockets) socket.destroy();
    expect([code, stderr]).toEqual([0, ""]);
  });
});
