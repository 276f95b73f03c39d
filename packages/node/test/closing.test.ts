/** close() with a client in every state that it can leave a connection in. */
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { fixtureOn, lines } from "./_fixture-on.ts";
import { clientStates } from "./fixtures/client-states.mjs";

const start = fixtureOn("closing.mjs");
const everything = Object.fromEntries(clientStates.map(({ name }) => [name, "ends"]));

describe.each(lines)("Node %s", (line) => {
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
