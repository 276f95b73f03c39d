/** `--host all`: every host side by side, each in a process of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/** Starts each host, the first at `port` and the others at those that follow; prints a table of URLs when all are ready. */
export async function startAll(hosts: readonly string[], port: number): Promise<void> {
  const children = hosts.map((host, i) => startOne(host, port === 0 ? 0 : port + i));
  const stop = (): void => children.forEach((child) => child.kill("SIGTERM"));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  try {
    const urls = await Promise.all(children.map(urlOf));
    const width = Math.max(...hosts.map((host) => host.length));
    console.log(hosts.map((host, i) => `${host.padEnd(width)}  ${urls[i]}`).join("\n"));
  } catch (error) {
    stop();
    throw error;
  }
}

function startOne(host: string, port: number): ChildProcess {
  const args = ["--conditions=@tsgi/source", main, "--host", host, "--port", String(port)];
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
}

async function urlOf(child: ChildProcess): Promise<string> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`a host ended with code ${code} before it was ready`);
  });
  const [line] = await Promise.race([once(createInterface(child.stdout!), "line"), ended]);
  return String(line).replace(/^.*?: /, "");
}
