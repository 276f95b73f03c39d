/**
 * Returns the gateway's home page for an application that has a host name of its own: `http://localhost:3000/` for
 * `http://notes.localhost:3000/docs`. Undefined for every other host name.
 */
export function homeAbove(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const [, ...above] = hostname.split(".");
  if (above.at(-1) !== "localhost") return undefined;
  return `${protocol}//${above.join(".")}${port === "" ? "" : `:${port}`}/`;
}
