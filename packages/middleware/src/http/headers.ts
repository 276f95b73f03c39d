import type { HeaderList } from "@tsgi/core";

/** Returns the value of a response header, duplicates joined with `, `; `name` must be in lower case. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  let joined: string | undefined;
  for (const field of headers) {
    if (isNamed(field, name)) joined = joined === undefined ? field[1] : `${joined}, ${field[1]}`;
  }
  return joined;
}

export function hasHeader(headers: HeaderList, name: string): boolean {
  return headers.some((field) => isNamed(field, name));
}

/** Sets a field in place, and removes duplicates; `name` must be in lower case. */
export function setField(fields: (readonly [string, string])[], name: string, value: string): void {
  for (let i = fields.length - 1; i >= 0; i--) if (isNamed(fields[i]!, name)) fields.splice(i, 1);
  fields.push([name, value]);
}

/** Returns the headers without those of these names, which must be in lower case. */
export function without(headers: HeaderList, ...names: string[]): HeaderList {
  return headers.filter(([key]) => !names.includes(key.toLowerCase()));
}

/** Returns the headers with exactly one of this name. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  return [...(hasHeader(headers, name) ? without(headers, name) : headers), [name, value]];
}

/** Adds a request header that the response depends on to Vary, once (RFC 9110, 12.5.5). */
export function withVary(headers: HeaderList, field: string): HeaderList {
  const vary = varyWith(headers, field);
  return vary === undefined ? headers : withHeader(headers, "vary", vary);
}

/** Returns the value of Vary with the field added; undefined if it is there already. */
export function varyWith(headers: HeaderList, field: string): string | undefined {
  const vary = headerOf(headers, "vary");
  if (vary === undefined || vary.trim() === "") return field;
  const names = vary.split(",").map((name) => name.trim().toLowerCase());
  return names.includes("*") || names.includes(field.toLowerCase()) ? undefined : `${vary}, ${field}`;
}

/** Returns whether a comma-separated field of directives contains one of this name, in lower case. */
export function hasDirective(field: string | undefined, name: string): boolean {
  return (
    field !== undefined &&
    field.split(",").some((part) => part.split("=", 1)[0]!.trim().toLowerCase() === name)
  );
}

function isNamed([key]: HeaderList[number], name: string): boolean {
  return key.length === name.length && key.toLowerCase() === name;
}
