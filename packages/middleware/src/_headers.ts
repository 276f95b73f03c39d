import type { HeaderList } from "@tsgi/core";

/** The value of a response header, duplicates joined with `, `; `name` is in lower case. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  let joined: string | undefined;
  for (const [key, value] of headers) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    joined = joined === undefined ? value : `${joined}, ${value}`;
  }
  return joined;
}

export function hasHeader(headers: HeaderList, name: string): boolean {
  return headers.some(([key]) => key.length === name.length && key.toLowerCase() === name);
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
  const vary = headerOf(headers, "vary");
  if (vary === undefined) return [...headers, ["vary", field]];
  const names = vary.split(",").map((name) => name.trim().toLowerCase());
  return names.includes("*") || names.includes(field.toLowerCase())
    ? headers
    : withHeader(headers, "vary", `${vary}, ${field}`);
}

/** Tells whether a comma-separated field of directives has one of this name, in lower case. */
export function hasDirective(field: string | undefined, name: string): boolean {
  return (
    field !== undefined &&
    field.split(",").some((part) => part.split("=", 1)[0]!.trim().toLowerCase() === name)
  );
}
