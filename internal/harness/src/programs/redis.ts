/** Starts a real Redis for one test. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { hasCommand, needsDebian } from "./debian.ts";

/** A running Redis that stores nothing on disk. */
export interface RunningRedis {
  /** `redis://127.0.0.1:6379/0`, or the path of the requested Unix socket. */
  readonly url: string;
  /** Pauses it without closing its connections, and resumes it. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Returns true if redis-server is installed; if not, the suite is left out, with a printed line. */
export function needsRedis(suite: string): boolean {
  return needsDebian(suite, "redis-server", () => hasCommand("redis-server"));
}

/**
 * @param socket path of a Unix socket to listen on; a test that restarts its Redis at the same address needs one, because
 *   another process may take a port in between. Default: a free port
 */
export async function startRedis(socket?: string): Promise<RunningRedis> {
  if (socket !== undefined) return start({ port: 0, unixsocket: socket }, socket);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return await start({ port, bind: "127.0.0.1" }, `redis://127.0.0.1:${port}/0`);
    } catch (error) {
      // Another process may have taken the port in between.
      if (attempt === 10) throw error;
    }
  }
}

async function start(place: Readonly<Record<string, unknown>>, url: string): Promise<RunningRedis> {
  const folder = await mkdtemp(join(tmpdir(), "tsgi-redis-"));
  const settings = { ...place, dir: folder, save: "", appendonly: "no" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(server, "exit");
  const kill = (): unknown => server.kill("SIGKILL"); // there is nothing to save, and a paused process ignores other signals
  process.once("exit", kill);
  let isReady = false;
  for await (const line of createInterface(server.stdout)) {
    isReady = /ready to accept/i.test(line); // the sentence differs for a Unix socket
    if (isReady) break;
  }
  if (!isReady) {
    process.off("exit", kill);
    await rm(folder, { recursive: true });
    throw new Error(`[tsgi/harness] redis-server ended before it was ready, at ${url}`);
  }
  server.stdout.resume();
  return {
    url,
    pause: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    close: async () => {
      kill();
      await ended;
      process.off("exit", kill);
      await rm(folder, { recursive: true });
    },
  };
}

/** Returns a port that was free a moment ago: Redis cannot choose one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
