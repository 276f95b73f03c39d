/** Servers as processes of their own, for tests. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** How a process ended, and what it had to say. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that serves, and prints where as its first line. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  /** The first line, or the first that tells it: a port or a URL. Rejects when the program ends without one. */
  readonly ready: Promise<string>;
  #stdout = "";
  #stderr = "";

  /** @param telling what the line that tells where it serves looks like; default: any */
  constructor(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
    telling: RegExp = /^/,
  ) {
    this.child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout!.on("data", (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.child.stderr!.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.ended = once(this.child, "close").then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
    const lines = createInterface(this.child.stdout!);
    const line = new Promise<string>((resolve) => {
      lines.on("line", (one) => telling.test(one) && resolve(one));
    });
    const early = this.ended.then(({ code, stderr }) => {
      throw new Error(`${command} ended with ${code} before it was ready: ${stderr}`);
    });
    this.ready = Promise.race([line, early]);
    this.ready.catch(() => {}); // whoever waits for it is told
  }

  /** A server from a TypeScript file, on the Node that runs the tests and from the packages' sources. */
  static ofScript(file: string, ...args: string[]): ServerProcess {
    return new ServerProcess(process.execPath, ["--conditions=@tsgi/source", file, ...args]);
  }

  /** All that it has written to its standard error so far. */
  log(): string {
    return this.#stderr;
  }

  /** All that it has written to its standard output so far. */
  output(): string {
    return this.#stdout;
  }

  async close(): Promise<void> {
    this.child.kill();
    await this.ended;
  }
}

/** A {@link ServerProcess} whose first line is a URL, in the form in which the conformance suite takes a host. */
export async function runningHost(
  server: ServerProcess,
): Promise<{ url: string; close(): Promise<void>; log(): string }> {
  const url = await server.ready;
  return { url, close: () => server.close(), log: () => server.log() };
}
