import type { Head } from "@tsgi/core/server";
import { isAddedTo } from "@tsgi/node/adapter";
import type { FastifyReply } from "fastify";

/** Sets a head on a reply, in addition to the fields that hooks have set. */
export function setHead(reply: FastifyReply, { status, fields }: Head): void {
  reply.code(status);
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!;
    const value = fields[i + 1]!;
    if (isAddedTo(fields, i) && !isCookie(name)) reply.header(name, added(reply.getHeader(name), value));
    else reply.header(name, value);
  }
}

/** Returns true for Set-Cookie, which Fastify itself appends. */
function isCookie(name: string): boolean {
  return name.length === 10 && name.toLowerCase() === "set-cookie";
}

function added(before: string | number | string[] | undefined, value: string): string[] {
  return before === undefined ? [value] : [before, value].flat().map(String);
}
