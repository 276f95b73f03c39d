/** Runs servers in separate processes, for tests. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { runtimeBinary } from "./runtimes.ts";

const SOURCE = "--conditions=@tsgi/source";
/** Options with which each runtime runs a TypeScript file from the packages' sources. */
const OPTIONS = {
  bun: [SOURCE],
  deno: ["run", "--allow-all", SOURCE, "--no-config", "--node-modules-dir=manual"],
} as const;

/** The end of a process and its output. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that serves, and prints its address on the first line. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  /** The first line with the address: a port or a URL. Rejects if the program ends without one. */
  readonly ready: Promise<string>;
  #stdout = "";
  #stderr = "";

  /** @param telling pattern of the line with the address; default: any line */
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
    this.ready.catch(() => {}); // reported to the code that awaits it
  }

  /** Starts a server from a TypeScript file, on the Node that runs the tests and with the sources of the packages. */
  static ofScript(file: string, ...args: string[]): ServerProcess {
    return new ServerProcess(process.execPath, [SOURCE, file, ...args]);
  }

  /** A server from a TypeScript file, on the pinned Bun or Deno and from the packages' sources. */
  static async onRuntime(
    runtime: keyof typeof OPTIONS,
    file: string,
    ...args: string[]
  ): Promise<ServerProcess> {
    return new ServerProcess(await runtimeBinary(runtime), [...OPTIONS[runtime], file, ...args]);
  }

  /** Everything it has written to standard error so far. */
  log(): string {
    return this.#stderr;
  }

  /** Everything it has written to standard output so far. */
  output(): string {
    return this.#stdout;
  }

  async close(): Promise<void> {
    this.child.kill();
    await this.ended;
  }
}

/** Wraps a {@link ServerProcess} whose first line is a URL as a host of the conformance suite. */
export async function runningHost(
  server: ServerProcess,
): Promise<{ url: string; close(): Promise<void>; log(): string }> {
  const url = await server.ready;
  return { url, close: () => server.close(), log: () => server.log() };
}
