import { once } from "node:events";
import { createServer, connect, type AddressInfo } from "node:net";
import { join } from "node:path";
import { ServerProcess } from "@tsgi/harness/server-process";
import { describe, expect, test } from "vitest";

const fixture = (...args: string[]): ServerProcess =>
  ServerProcess.ofScript(join(import.meta.dirname, "fixtures/server.ts"), ...args);

describe("a failure to start", () => {
  test("a port in use is one line and exit code 1", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const { code, stdout, stderr } = await fixture("", String(port)).ended;
    holder.close();
    expect(stderr.trimEnd()).toMatch(
      new RegExp(
        `^\\[tsgi/core\\] TSGI_LISTEN_FAILED: [^\\n]*127\\.0\\.0\\.1:${port}, which is in use[^\\n]*$`,
      ),
    );
    expect(code).toBe(1);
    expect(stdout).toBe("shutdown ran\n");
  });

  test.each([
    ["bad-option", /^\[tsgi\/node\] TSGI_OPTION_INVALID: [^\n]*"prot"[^\n]*$/],
    ["startup-fails", /^\[tsgi\/core\] TSGI_STARTUP_FAILED: [^\n]*no database[^\n]*$/],
  ])("%s is one line and exit code 1", async (mode, line) => {
    const { code, stderr } = await fixture(mode).ended;
    expect(stderr.trimEnd()).toMatch(line);
    expect(code).toBe(1);
  });

  test("one that is caught is left to its catcher", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const { code, stdout, stderr } = await fixture("caught", String(port)).ended;
    holder.close();
    expect(stdout).toContain("caught [tsgi/core] TSGI_LISTEN_FAILED");
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });
});

describe("signals", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s lets requests in flight finish, then exits 0",
    async (signal) => {
      const server = fixture();
      const port = Number(await server.ready);
      const idle = connect(port, "127.0.0.1");
      idle.on("error", () => {});
      idle.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await once(idle, "data");
      const held = connect(port, "127.0.0.1");
      held.write("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
      let answer = "";
      held.on("data", (chunk) => (answer += chunk.toString()));
      await once(held, "data");
      server.child.kill(signal);
      await once(idle, "close"); // an idle connection is closed at once
      await expect.poll(() => isRefused(port)).toBe(true);
      held.write("end");
      await once(held, "close");
      expect(answer).toMatch(/begun \r\n3\r\nend\r\n0\r\n\r\n$/);
      const { code, stdout, stderr } = await server.ended;
      expect(stdout).toContain("shutdown ran");
      expect(stderr).toBe("");
      expect(code).toBe(0);
    },
  );

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("a second %s exits at once", async (signal, exitCode) => {
    const server = fixture("endless-shutdown");
    const port = Number(await server.ready);
    server.child.kill(signal);
    // The first signal has arrived once nothing listens any more.
    await expect.poll(() => isRefused(port)).toBe(true);
    server.child.kill(signal);
    expect((await server.ended).code).toBe(exitCode);
  });

  test("a shutdown that does not end is abandoned with one line and exit code 1", async () => {
    const server = fixture("endless-shutdown-in-time");
    await server.ready;
    server.child.kill("SIGTERM");
    const { code, stderr } = await server.ended;
    expect([code, stderr]).toEqual([1, "[tsgi/node] not closed 5000 ms after SIGTERM\n"]);
  });

  test("a request that outlasts the deadline is cut off", async () => {
    const server = fixture("impatient");
    const held = connect(Number(await server.ready), "127.0.0.1");
    held.on("error", () => {});
    held.write("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
    await once(held, "data");
    server.child.kill("SIGTERM");
    await once(held, "close");
    expect((await server.ended).code).toBe(0);
  });
});

describe("what must not end the process", () => {
  test("a standard error that nothing reads any more", async () => {
    const server = fixture();
    const url = `http://127.0.0.1:${await server.ready}/`;
    server.child.stderr!.destroy();
    for (let i = 0; i < 3; i++) expect((await fetch(`${url}throws`)).status).toBe(500);
    expect(await (await fetch(url)).text()).toBe("hello");
    server.child.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
  });
});

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {}); // also one that comes after all is known
  try {
    await once(socket, "connect");
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
