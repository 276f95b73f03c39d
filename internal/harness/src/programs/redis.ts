/** A Redis of a test's own, the real one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { hasCommand, needsDebian } from "./debian.ts";

/** A Redis that runs; it keeps nothing on disk. */
export interface RunningRedis {
  /** `redis://127.0.0.1:6379/0`, or the path of the Unix socket that was asked for. */
  readonly url: string;
  /** Stops it answering, its connections stay open; and lets it go on. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Whether redis-server is there; where it is not, a suite is left out with a line that says so. */
export function needsRedis(suite: string): boolean {
  return needsDebian(suite, "redis-server", () => hasCommand("redis-server"));
}

/**
 * @param socket path of a Unix socket to listen on; a test that stops its Redis and starts another in the same place needs one,
 *   because anyone may take a port in between. Default: a free port
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
  const kill = (): unknown => server.kill("SIGKILL"); // there is nothing to save; one that is paused hears nothing else
  process.once("exit", kill);
  let isReady = false;
  for await (const line of createInterface(server.stdout)) {
    isReady = /ready to accept/i.test(line); // of a Unix socket it is another sentence
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

/** A port that was free a moment ago: Redis cannot be asked to choose one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
