import type { Environ } from "@tsgi/core";
import { parseForwarded } from "./forwarded.ts";

/** The number of consecutive proxies that set each header, counted from the server. */
export interface Hops {
  readonly for: number;
  readonly proto: number;
  readonly host: number;
  readonly port: number;
  readonly prefix: number;
  readonly forwarded: number;
}

/** The client as the outermost trusted proxy describes it, verbatim. */
export interface ForwardedClient {
  /** `""` if the proxy's value cannot be read. */
  readonly for: string | undefined;
  readonly proto: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly prefix: string | undefined;
}

export function readForwarding(environ: Environ, hops: Hops): ForwardedClient {
  const element = elementOf(environ, hops.forwarded);
  return {
    for: element === undefined ? fromRight(environ, "x-forwarded-for", hops.for) : (element.get("for") ?? ""),
    proto: element?.get("proto") ?? fromRight(environ, "x-forwarded-proto", hops.proto),
    host: element?.get("host") ?? fromRight(environ, "x-forwarded-host", hops.host),
    port: fromRight(environ, "x-forwarded-port", hops.port),
    prefix: fromRight(environ, "x-forwarded-prefix", hops.prefix),
  };
}

/**
 * Returns the value that the nth proxy from the right wrote; empty elements are ignored (RFC 9110, 5.6.1). Undefined if
 * there are fewer values than proxies: the request bypassed one.
 */
function fromRight(environ: Environ, name: string, hops: number): string | undefined {
  const field = hops === 0 ? undefined : environ.header(name);
  if (field === undefined) return undefined;
  const values = field
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");
  return values.at(-hops);
}

const MALFORMED: ReadonlyMap<string, string> = new Map();

/** Returns the element that the nth proxy from the right wrote; an empty one if the field is malformed. */
function elementOf(environ: Environ, hops: number): ReadonlyMap<string, string> | undefined {
  const field = hops === 0 ? undefined : environ.header("forwarded");
  if (field === undefined) return undefined;
  const elements = parseForwarded(field);
  return elements === undefined ? MALFORMED : elements.at(-hops);
}
