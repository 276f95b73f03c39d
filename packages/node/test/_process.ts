import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** How a process ended, and what it had to say. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server of fixtures/ as a process of its own; the first line that it prints is its port. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  readonly #firstLine: Promise<string>;

  constructor(script: string, ...args: string[]) {
    const fixture = join(import.meta.dirname, "fixtures", script);
    this.child = spawn(process.execPath, ["--conditions=@tsgi/source", fixture, ...args]);
    const stdout = gather(this.child.stdout!);
    const stderr = gather(this.child.stderr!);
    this.#firstLine = once(createInterface(this.child.stdout!), "line").then(([line]) => String(line));
    this.ended = once(this.child, "close").then(([code]) => ({
      code: code as number | null,
      stdout: stdout(),
      stderr: stderr(),
    }));
  }

  /** The port, once it listens. */
  async port(): Promise<number> {
    return Number(await this.#firstLine);
  }
}

function gather(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}
