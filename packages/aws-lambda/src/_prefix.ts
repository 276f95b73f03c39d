import { decode } from "./_escape.ts";

/** Tells whether a path is a prefix or lies below it. */
export function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === "/");
}

/** The stage of an HTTP API, where the path begins with it. The stage `$default` never stands in a path. */
export function stagePrefix(path: string, stage: string): string {
  return stage !== "" && stage !== "$default" && isBelow(path, `/${stage}`) ? `/${stage}` : "";
}

/** What a REST API tells of the path of a request. All of it is encoded, save perhaps `proxy`. */
export interface GatewayPath {
  /** Without the stage; on a custom domain with the base path of its mapping. */
  readonly path: string;
  /** As the client sent it: with the stage on API Gateway's own domain. */
  readonly fullPath: string;
  readonly stage: string;
  /** The template that matched: `/user/{id}`, `/{proxy+}`. */
  readonly resource: string;
  /** What `{proxy+}` stands for. */
  readonly proxy: string;
}

/** The part of the client's path that the resource knows nothing of: the stage, or the base path of a custom domain. */
export function gatewayPrefix({ path, fullPath, stage, resource, proxy }: GatewayPath): string {
  if (fullPath !== path && fullPath.endsWith(path)) return sound(fullPath.slice(0, -path.length));
  return stagePrefix(fullPath, stage) || sound(aboveResource(fullPath, resource, proxy));
}

/** A prefix begins with a slash and does not end with one; any other split is none. */
function sound(prefix: string): string {
  return prefix.startsWith("/") && !prefix.endsWith("/") ? prefix : "";
}

function aboveResource(path: string, resource: string, proxy: string): string {
  if (!resource.startsWith("/")) return "";
  const template = resource.split("/").filter((segment) => segment !== "");
  if (template.at(-1)?.endsWith("+}") !== true) {
    const extra = path.endsWith("/") ? 1 : 0;
    return dropSegments(path, template.length + extra);
  }
  const at = proxyStart(path, proxy);
  return at < 0 ? "" : dropSegments(path.slice(0, at), template.length - 1);
}

/** Where in the path the slash before the proxy's part stands. */
function proxyStart(path: string, proxy: string): number {
  for (const part of [`/${proxy}/`, `/${proxy}`]) if (path.endsWith(part)) return path.length - part.length;
  // Decoded, the part has a length of its own: from the end on, one slash alone can stand before that many characters.
  for (let end = path.length, size = 0; end > 0; size++) {
    const at = path.lastIndexOf("/", end - 1);
    const segment = at < 0 ? undefined : decode(path.slice(at + 1, end));
    if (segment === undefined) return -1;
    size += segment.length;
    if (size >= proxy.length) return decode(path.slice(at + 1)) === proxy ? at : -1;
    end = at;
  }
  return -1;
}

/** The path without its last segments. */
function dropSegments(path: string, count: number): string {
  let end = path.length;
  for (let i = 0; i < count && end >= 0; i++) end = path.lastIndexOf("/", end - 1);
  return path.slice(0, Math.max(0, end));
}
