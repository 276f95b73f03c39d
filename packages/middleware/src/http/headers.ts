import type { HeaderList } from "@tsgi/core";

/** The value of a response header, duplicates joined with `, `; `name` is in lower case. */
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

/** Leaves one field of this name, the last one; `name` is in lower case. */
export function setField(fields: (readonly [string, string])[], name: string, value: string): void {
  for (let i = fields.length - 1; i >= 0; i--) if (isNamed(fields[i]!, name)) fields.splice(i, 1);
  fields.push([name, value]);
}

/** The headers but for those of these names, which are in lower case. */
export function without(headers: HeaderList, ...names: string[]): HeaderList {
  return headers.filter(([key]) => !names.includes(key.toLowerCase()));
}

/** The headers with one of this name and no other. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  return [...(hasHeader(headers, name) ? without(headers, name) : headers), [name, value]];
}

/** Names a request header that the answer depends on, once (RFC 9110, 12.5.5). */
export function withVary(headers: HeaderList, field: string): HeaderList {
  const vary = varyWith(headers, field);
  return vary === undefined ? headers : withHeader(headers, "vary", vary);
}

/** The value of Vary that names the field as well; undefined where that is so already. */
export function varyWith(headers: HeaderList, field: string): string | undefined {
  const vary = headerOf(headers, "vary");
  if (vary === undefined || vary.trim() === "") return field;
  const names = vary.split(",").map((name) => name.trim().toLowerCase());
  return names.includes("*") || names.includes(field.toLowerCase()) ? undefined : `${vary}, ${field}`;
}

/** Tells whether a comma-separated field of directives has one of this name, in lower case. */
export function hasDirective(field: string | undefined, name: string): boolean {
  return (
    field !== undefined &&
    field.split(",").some((part) => part.split("=", 1)[0]!.trim().toLowerCase() === name)
  );
}

function isNamed([key]: HeaderList[number], name: string): boolean {
  return key.length === name.length && key.toLowerCase() === name;
}
