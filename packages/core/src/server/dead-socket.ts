/** For hosts that listen on Unix sockets. Bun and Deno have the Node modules too. */
interface Stats {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly mtimeNs: bigint;
  isSocket(): boolean;
}

interface FileSystem {
  lstatSync(path: string, options: { bigint: true }): Stats;
  renameSync(from: string, to: string): void;
  unlinkSync(path: string): void;
}

interface Socket {
  once(event: string, listener: (error: { readonly code?: string }) => void): unknown;
  destroy(): void;
}

interface Modules {
  "node:fs": FileSystem;
  "node:net": { connect(path: string): Socket };
}

declare const process: {
  readonly pid: number;
  getBuiltinModule<Name extends keyof Modules>(name: Name): Modules[Name];
};

/** Milliseconds to wait for a server that has created its socket and is about to listen on it. */
const SECOND_LOOK = 100;

/**
 * Removes a Unix socket on which no server listens: a killed server leaves its socket behind, and no server could listen
 * there again. Keeps a socket on which a server listens, and any file that is not a socket.
 *
 * @returns true if the path is free now
 */
export async function removeDeadSocket(path: string): Promise<boolean> {
  const fs = process.getBuiltinModule("node:fs");
  const found = identityOf(fs, path);
  if (found === undefined || !(await isRefused(path))) return false;
  await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK));
  if (!(await isRefused(path))) return false;
  // Moved first: another process may have created its own socket there since.
  const aside = `${path}.${process.pid}`;
  try {
    fs.renameSync(path, aside);
    const isFound = identityOf(fs, aside) === found;
    if (isFound) fs.unlinkSync(aside);
    else fs.renameSync(aside, path);
    return isFound;
  } catch {
    return false; // the folder cannot be written to, or the socket is gone
  }
}

/** Returns undefined if there is no socket at the path. Does not follow a link. */
function identityOf(fs: FileSystem, path: string): string | undefined {
  try {
    const stats = fs.lstatSync(path, { bigint: true });
    return stats.isSocket() ? `${stats.dev} ${stats.ino} ${stats.mtimeNs}` : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns true if the system reports that no server listens; false if it forbids the connection, or if the queue is full.
 */
function isRefused(path: string): Promise<boolean> {
  const socket = process.getBuiltinModule("node:net").connect(path);
  return new Promise((resolve) => {
    socket.once("error", ({ code }) => resolve(code === "ECONNREFUSED"));
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
  });
}
