/** Drivers of hosts that have files and sockets. */
import type { Driver } from "unstorage";

/**
 * Files below `items` in a directory. An item is written to another file first and then renamed, so that no reader sees half of
 * one: the driver itself overwrites in place.
 */
export async function directoryDriver(directory: string): Promise<Driver> {
  const [{ default: driver }, { mkdir, rename, writeFile }, { dirname, join }] = await Promise.all([
    import("unstorage/drivers/fs-lite"),
    import("node:fs/promises"),
    import("node:path"),
  ]);
  const [base, drafts] = [join(directory, "items"), join(directory, "drafts")];
  await mkdir(drafts, { recursive: true });
  const write = async (key: string, value: string | Uint8Array): Promise<void> => {
    const [draft, file] = [join(drafts, crypto.randomUUID()), join(base, key.replaceAll(":", "/"))];
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, value);
    await rename(draft, file);
  };
  return { ...driver({ base }), setItem: write, setItemRaw: write };
}

/** Keys of a Redis. */
export async function redisDriver(url: string): Promise<Driver> {
  const { default: driver } = await import("unstorage/drivers/redis");
  return driver({ url });
}
