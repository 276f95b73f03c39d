import { builtin } from "../shared/builtin.ts";

/** The part of a file's stats that is used here. */
export interface Stats {
  readonly size: number;
  readonly mtimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

interface FileHandle {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

/** The part of node:fs/promises that is used here. */
export interface FileSystem {
  stat(path: string): Promise<Stats>;
  realpath(path: string): Promise<string>;
  open(path: string, flags: "r"): Promise<FileHandle>;
}

export function fileSystem(): FileSystem | undefined {
  return builtin<FileSystem>("node:fs/promises");
}

const CHUNK = 65_536;

/** Reads the bytes of a file from a position on; it is opened with the first read, and always closed. */
export async function* readFile(
  files: FileSystem,
  path: string,
  start: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  const handle = await files.open(path, "r");
  try {
    for (let at = 0; at < length;) {
      const buffer = new Uint8Array(Math.min(CHUNK, length - at));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, start + at);
      if (bytesRead === 0) return; // it became shorter: the server aborts the response
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Returns the stats, or undefined if there is no readable file. */
export async function statOf(files: FileSystem, path: string): Promise<Stats | undefined> {
  try {
    return await files.stat(path);
  } catch {
    return undefined;
  }
}
