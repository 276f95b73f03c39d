import type { Head } from "@tsgi/core/server";
import type { FastifyReply } from "fastify";

/** Puts a head into a reply. A field replaces those of its name, but for fields of which each has its own reason. */
export function setHead(reply: FastifyReply, { status, fields }: Head): void {
  reply.code(status);
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!;
    const value = fields[i + 1]!;
    const key = name.toLowerCase();
    // Fastify itself adds to Set-Cookie.
    if (key !== "set-cookie" && (key === "vary" || isRepeated(fields, i))) {
      reply.header(key, added(reply.getHeader(key), value));
    } else {
      reply.header(key, value);
    }
  }
}

function isRepeated(fields: readonly string[], index: number): boolean {
  const name = fields[index]!;
  for (let i = 0; i < index; i += 2) {
    if (fields[i]!.length === name.length && fields[i]!.toLowerCase() === name.toLowerCase()) return true;
  }
  return false;
}

function added(before: string | number | string[] | undefined, value: string): string[] {
  return before === undefined ? [value] : [before, value].flat().map(String);
}
