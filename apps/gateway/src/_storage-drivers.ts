/** Drivers of hosts that have files and sockets. */
import type { Driver } from "unstorage";

/** Files below a directory. */
export async function directoryDriver(base: string): Promise<Driver> {
  const { default: driver } = await import("unstorage/drivers/fs-lite");
  return driver({ base });
}

/** Keys of a Redis. */
export async function redisDriver(url: string): Promise<Driver> {
  const { default: driver } = await import("unstorage/drivers/redis");
  return driver({ url });
}
