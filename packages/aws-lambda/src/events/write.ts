/** Names in lower case, each with one value. Repeated fields are joined; cookies are kept apart. */
export interface JoinedFields {
  readonly headers: Record<string, string>;
  readonly cookies: string[] | undefined;
}

/** Joins repeated fields with `, ` (RFC 9110, 5.3), except Set-Cookie, which must not be joined (RFC 6265, 3). */
export function joinFields(fields: readonly string[]): JoinedFields {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  let cookies: string[] | undefined;
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!.toLowerCase();
    const value = fields[i + 1]!;
    if (name === "set-cookie") (cookies ??= []).push(value);
    else headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { headers, cookies };
}

/** Returns each name in lower case with all its values, in their order. */
export function groupFields(fields: readonly string[]): Record<string, string[]> {
  const groups: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (let i = 0; i < fields.length; i += 2) (groups[fields[i]!.toLowerCase()] ??= []).push(fields[i + 1]!);
  return groups;
}
