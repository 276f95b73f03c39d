import type { Environ } from "@tsgi/core";
import { parseForwarded } from "./_forwarded.ts";

/** How many proxies in a row set each header, counted from the server. */
export interface Hops {
  readonly for: number;
  readonly proto: number;
  readonly host: number;
  readonly port: number;
  readonly prefix: number;
  readonly forwarded: number;
}

/** What the outermost proxy that is trusted tells of the client, as it wrote it. */
export interface Told {
  readonly for: string | undefined;
  readonly proto: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly prefix: string | undefined;
}

export function readForwarding(environ: Environ, hops: Hops): Told {
  const element = elementOf(environ, hops.forwarded);
  return {
    for: element?.get("for") ?? fromRight(environ, "x-forwarded-for", hops.for),
    proto: element?.get("proto") ?? fromRight(environ, "x-forwarded-proto", hops.proto),
    host: element?.get("host") ?? fromRight(environ, "x-forwarded-host", hops.host),
    port: fromRight(environ, "x-forwarded-port", hops.port),
    prefix: fromRight(environ, "x-forwarded-prefix", hops.prefix),
  };
}

/** The value that the nth proxy from the right wrote. With fewer values than proxies a proxy was gone around: none. */
function fromRight(environ: Environ, name: string, hops: number): string | undefined {
  const field = hops === 0 ? undefined : environ.header(name);
  if (field === undefined) return undefined;
  const value = field.split(",").at(-hops)?.trim();
  return value === "" ? undefined : value;
}

function elementOf(environ: Environ, hops: number): ReadonlyMap<string, string> | undefined {
  const field = hops === 0 ? undefined : environ.header("forwarded");
  return field === undefined ? undefined : parseForwarded(field)?.at(-hops);
}
