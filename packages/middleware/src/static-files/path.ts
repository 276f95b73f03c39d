import type { FileSystem } from "./file-system.ts";

/**
 * The path of a file below a root, for the segments of a request; undefined for what must not be looked for: dot files, a
 * way up, and whatever one platform or another takes for a separator, a drive or a stream.
 */
export function staticPath(segments: readonly string[], index: string): string | undefined {
  const names = segments.at(-1) === "" ? [...segments.slice(0, -1), index] : segments;
  if (names.length === 0 || names.some((name) => !isPlain(name))) return undefined;
  return names.join("/");
}

function isPlain(name: string): boolean {
  return (
    name !== "" && name.length <= 255 && !name.startsWith(".") && !/[\p{Cc}/\\:\ufffd]|[. ]$/u.test(name)
  );
}

/**
 * What a path leads to, links followed; undefined for what lies outside of the root, and for what begins with a dot on the
 * way there: a link does not make it public. `root` has no links.
 */
export async function placeBelow(files: FileSystem, root: string, path: string): Promise<string | undefined> {
  const real = await files.realpath(path).catch(() => "");
  const base = root.endsWith("/") || root.endsWith("\\") ? root : root + separatorOf(root);
  if (!real.startsWith(base)) return undefined;
  return /(?:^|[/\\])\./.test(real.slice(base.length)) ? undefined : real;
}

function separatorOf(path: string): string {
  return path.startsWith("/") ? "/" : "\\";
}
