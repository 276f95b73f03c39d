/** The part of a node:fs stream that cases use. */
export interface FileStream extends AsyncIterable<Uint8Array> {
  on(event: "close", listener: () => void): unknown;
}

interface FileSystem {
  readdirSync(path: string): string[];
  readlinkSync(path: string): string;
  createReadStream(path: string): FileStream;
}

/** Loads the module without an import: on a platform without a file system, the cases that need one are left out. */
function fileSystem(): FileSystem {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): FileSystem } };
  return process!.getBuiltinModule!("node:fs");
}

/** Creates a Node stream of a file: it opens the file by itself, and emits `error` if that fails. */
export function fileStream(path: string): FileStream {
  return fileSystem().createReadStream(path);
}

/** Returns how many times this process has a file open. */
export function countOpen(path: string): number {
  const fs = fileSystem();
  const isOpen = (descriptor: string): boolean => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      return false; // the descriptor of the listing itself is already closed
    }
  };
  return fs.readdirSync("/proc/self/fd").filter(isOpen).length;
}
