/** A readable stream of node:fs, as far as cases look at it. */
export interface FileStream extends AsyncIterable<Uint8Array> {
  on(event: "close", listener: () => void): unknown;
}

interface FileSystem {
  readdirSync(path: string): string[];
  readlinkSync(path: string): string;
  createReadStream(path: string): FileStream;
}

/** Asks the platform without importing it: where it has no file system, the cases that need one are left out. */
function fileSystem(): FileSystem {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): FileSystem } };
  return process!.getBuiltinModule!("node:fs");
}

/** A Node stream of a file: it opens the file by itself, and emits `error` where that fails. */
export function fileStream(path: string): FileStream {
  return fileSystem().createReadStream(path);
}

/** How often this process has a file open. */
export function countOpen(path: string): number {
  const fs = fileSystem();
  const isOpen = (descriptor: string): boolean => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      return false; // the descriptor of the listing itself is gone
    }
  };
  return fs.readdirSync("/proc/self/fd").filter(isOpen).length;
}
