import type { FileSystem } from "./file-system.ts";

/**
 * Returns the path of a file below a root, for the segments of a request; undefined for paths that must not be served: dot
 * files, parent folders, and names with characters that any platform treats as a separator, a drive or a stream.
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
 * Resolves the links of a path; undefined if it leads outside the root or to a name that begins with a dot: a link does not
 * make it public. `root` must not contain links.
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
