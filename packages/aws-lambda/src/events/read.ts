import type { HeaderMap } from "../types.ts";
import type { Shape } from "./kind.ts";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PROTOCOL = /^HTTP\/\d(?:\.\d)?$/;
const NOTHING: Shape = Object.freeze({});

export function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the value if it is an object, otherwise an empty one. */
export function shapeOf(value: unknown): Shape {
  return isShape(value) ? value : NOTHING;
}

/** Returns the value if it is text, otherwise `""`. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Returns the texts among the values of an array; none for any other value. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

export function isMethod(value: unknown): value is string {
  return typeof value === "string" && TOKEN.test(value);
}

export function protocolOf(value: unknown): string {
  return typeof value === "string" && PROTOCOL.test(value) ? value : "HTTP/1.1";
}

/** Adds the fields of a header map to a flat list. `skip` names a field to leave out, in lower case. */
export function pushFields(
  list: string[],
  headers: HeaderMap | Shape | null | undefined,
  skip?: string,
): void {
  for (const name in headers) {
    if (skip !== undefined && name.length === skip.length && name.toLowerCase() === skip) continue;
    const value = headers[name];
    if (typeof value === "string") list.push(name, value);
    else if (Array.isArray(value))
      for (const each of value) if (typeof each === "string") list.push(name, each);
  }
}

/** Adds the fields of a single-value map whose names a multi-value map does not have, in any case. */
export function pushOtherFields(list: string[], single: Shape, multi: Shape): void {
  let names: Set<string> | undefined;
  for (const name in single) {
    const value = single[name];
    // Services spell a name the same in both maps: only other events need the set.
    if (typeof value !== "string" || isFieldValue(multi[name])) continue;
    names ??= new Set(
      Object.keys(multi).flatMap((key) => (isFieldValue(multi[key]) ? key.toLowerCase() : [])),
    );
    if (!names.has(name.toLowerCase())) list.push(name, value);
  }
}

function isFieldValue(value: unknown): boolean {
  return typeof value === "string" || Array.isArray(value);
}

/** Builds a query from a map of names to one value or several; `encode` encodes each. */
export function queryOf(parameters: Shape, encode: (text: string) => string): string {
  let query = "";
  for (const name in parameters) {
    const value = parameters[name];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const each of values) {
      if (typeof each === "string") query += `${query && "&"}${encode(name)}=${encode(each)}`;
    }
  }
  return query;
}
