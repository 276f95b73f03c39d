import { findField } from "../to/field.ts";
import type { EventConnection } from "./kind.ts";
import { textOf } from "./read.ts";

/** An authority: a name, or an IPv6 address in brackets, and perhaps a port (RFC 3986, 3.2). */
const AUTHORITY = /^(?:\[([0-9a-f:.]+)\]|([^:/?#@[\]\\\s]+))(?::(\d{0,5}))?$/i;

/** Returns the name in the Host field, without its port, for events that name no server. */
export function hostName(fields: readonly string[]): string {
  const parts = AUTHORITY.exec(findField(fields, "host") ?? "");
  return parts?.[1] ?? parts?.[2] ?? "localhost";
}

/**
 * Returns the server that an event's `domainName` names, or else its Host field. AWS's names have no port and are reached by
 * https. A name with a port comes from an emulator, which sets X-Forwarded-Proto to its own scheme.
 */
export function serverOf(
  domainName: unknown,
  fields: readonly string[],
): Pick<EventConnection, "scheme" | "serverName" | "serverPort"> {
  const parts = AUTHORITY.exec(textOf(domainName));
  const port = Number(parts?.[3] ?? 0);
  const isEmulated = port > 0 && port < 65_536;
  return {
    scheme: isEmulated && /^http$/i.test(findField(fields, "x-forwarded-proto") ?? "") ? "http" : "https",
    serverName: parts?.[1] ?? parts?.[2] ?? hostName(fields),
    serverPort: isEmulated ? port : 443,
  };
}
