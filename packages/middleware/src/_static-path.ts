import type { FileSystem } from "./_file-system.ts";

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

/** True when what a path leads to, links followed, lies below the root. `root` has no links. */
export async function isBelow(files: FileSystem, root: string, path: string): Promise<boolean> {
  const real = await files.realpath(path).catch(() => "");
  return real.startsWith(root.endsWith("/") || root.endsWith("\\") ? root : root + separatorOf(root));
}

function separatorOf(path: string): string {
  return path.startsWith("/") ? "/" : "\\";
}
