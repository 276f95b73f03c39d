import type { Head } from "@tsgi/core/server";

/** The part of a response that a head is set on. */
export interface HeadTarget {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  appendHeader(name: string, value: string): unknown;
}

/** Sets a head on a response whose head others fill as well: what has hooked into it decides when it goes out. */
export function applyHead(response: HeadTarget, { status, fields }: Head): void {
  response.statusCode = status;
  for (let i = 0; i < fields.length; i += 2) {
    if (isAddedTo(fields, i)) response.appendHeader(fields[i]!, fields[i + 1]!);
    else response.setHeader(fields[i]!, fields[i + 1]!);
  }
}

/** The same, and it goes out at once. */
export function addHead(response: HeadTarget & { writeHead(status: number): unknown }, head: Head): void {
  applyHead(response, head);
  response.writeHead(head.status);
}

/**
 * For a response whose head others fill as well: tells whether the field at `index` of a flat list is added to those of
 * its name that are there, or takes their place. Set-Cookie and Vary are added, since each has a reason of its own, and so
 * are the application's own repetitions.
 */
export function isAddedTo(fields: readonly string[], index: number): boolean {
  const key = fields[index]!.toLowerCase();
  if (key === "vary" || key === "set-cookie") return true;
  for (let i = 0; i < index; i += 2) {
    if (fields[i]!.length === key.length && fields[i]!.toLowerCase() === key) return true;
  }
  return false;
}
