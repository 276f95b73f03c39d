import type { Head } from "@tsgi/core/server";

/** The methods of a response that set a head. */
export interface HeadTarget {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  appendHeader(name: string, value: string): unknown;
}

/**
 * Sets a head on a response that other code also sets fields on. Does not send it: code that has hooked into the response
 * decides when.
 */
export function applyHead(response: HeadTarget, { status, fields }: Head): void {
  response.statusCode = status;
  for (let i = 0; i < fields.length; i += 2) {
    if (isAddedTo(fields, i)) response.appendHeader(fields[i]!, fields[i + 1]!);
    else response.setHeader(fields[i]!, fields[i + 1]!);
  }
}

/** Sets a head likewise, and sends it immediately. */
export function addHead(response: HeadTarget & { writeHead(status: number): unknown }, head: Head): void {
  applyHead(response, head);
  response.writeHead(head.status);
}

/**
 * For a response that other code also sets fields on: returns true if the field at `index` of a flat list is added to
 * existing fields of its name, false if it replaces them. Set-Cookie and Vary are added, since each value has its own
 * purpose, and so are the application's own repetitions.
 */
export function isAddedTo(fields: readonly string[], index: number): boolean {
  const key = fields[index]!.toLowerCase();
  if (key === "vary" || key === "set-cookie") return true;
  for (let i = 0; i < index; i += 2) {
    if (fields[i]!.length === key.length && fields[i]!.toLowerCase() === key) return true;
  }
  return false;
}
