import { decode } from "./escape.ts";

/** Returns true if a path is a prefix or lies below it. */
export function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === "/");
}

/** The route with which API Gateway has matched a path. */
export interface Route {
  /** Its template, optionally after a method: `/{proxy+}`, `GET /users/{id}`. Any other value means that it is unknown. */
  readonly template: string;
  /** The values of the template's variables, decoded or encoded. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly stage: string;
}

/** The facts about a path that a REST API passes, encoded. */
export interface GatewayPath extends Route {
  /** Without the stage; on a custom domain with the base path of its mapping. */
  readonly path: string;
  /** As the client sent it: with the stage on API Gateway's own domain. */
  readonly fullPath: string;
}

/** A path, split before the application's part: after the stage, or after the base path of a custom domain. */
export interface SplitPath {
  readonly prefix: string;
  readonly path: string;
}

/** Splits the path of a REST API. Emulators pass the template instead of the full path: the two then do not match. */
export function splitGatewayPath({ path, fullPath, ...route }: GatewayPath): SplitPath {
  const isRootOfStage = path === "/" && fullPath !== path && fullPath === `/${route.stage}`;
  if (isRootOfStage) return { prefix: fullPath, path: "" };
  if (fullPath === path || !fullPath.endsWith(path)) return splitPath(path, route);
  const prefix = sound(fullPath.slice(0, -path.length));
  return { prefix, path: fullPath.slice(prefix.length) };
}

/**
 * Splits a path that may begin with a stage or a base path. The route decides: the part that its template does not cover is
 * the prefix. If no template fits, a path that begins with the stage's name has the stage as its prefix.
 */
export function splitPath(path: string, { template, variables, stage }: Route): SplitPath {
  const prefix = aboveTemplate(path, template, variables) ?? stagePrefix(path, stage);
  return { prefix, path: path.slice(prefix.length) };
}

/** Returns the stage if the path begins with it. The stage `$default` is never part of a path. */
function stagePrefix(path: string, stage: string): string {
  return stage !== "" && stage !== "$default" && isBelow(path, `/${stage}`) ? `/${stage}` : "";
}

/** Returns a prefix that begins with a slash and does not end with one; `""` for any other. */
function sound(prefix: string): string {
  return prefix.startsWith("/") && !prefix.endsWith("/") ? prefix : "";
}

/** Returns the part of the path that the template does not cover; undefined if the template does not fit the path. */
function aboveTemplate(path: string, route: string, variables: Route["variables"]): string | undefined {
  const template = route.slice(route.indexOf(" ") + 1);
  if (!template.startsWith("/")) return undefined;
  const segments = template.split("/").filter((segment) => segment !== "");
  const greedy = /^\{(.+)[+*]\}$/.exec(segments.at(-1) ?? "");
  let end = path.length > 1 && path.endsWith("/") ? path.length - 1 : path.length;
  if (path === "/") end = 0;
  if (greedy !== null) {
    segments.pop();
    const value = variables[greedy[1]!];
    end = typeof value === "string" ? greedyStart(path, value) : -1;
    if (end < 0) return undefined;
  }
  for (const segment of segments.toReversed()) {
    const start = end > 0 ? path.lastIndexOf("/", end - 1) : -1;
    if (start < 0 || !fits(path.slice(start + 1, end), segment)) return undefined;
    end = start;
  }
  const prefix = path.slice(0, end);
  return prefix === sound(prefix) ? prefix : undefined;
}

/** Returns true if a segment of a path equals that of the template, or may be the value of its variable. */
function fits(segment: string, template: string): boolean {
  return /^\{.+\}$/.test(template) || segment === template || decode(segment) === template;
}

/**
 * Returns the offset in the path of the slash before a greedy variable's value, or -1. Linear in the path's length: the
 * length of the value shows which slash it can be.
 */
function greedyStart(path: string, value: string): number {
  const whole = path.endsWith("/") && value !== "" && !value.endsWith("/") ? path.slice(0, -1) : path;
  if (whole.endsWith(`/${value}`)) return whole.length - value.length - 1;
  let length = -1;
  for (let end = whole.length, start = end; start > 0; end = start) {
    start = whole.lastIndexOf("/", end - 1);
    if (start < 0) return -1;
    const segment = whole.slice(start + 1, end);
    length += (decode(segment) ?? segment).length + 1;
    if (length >= value.length) return decode(whole.slice(start + 1)) === value ? start : -1;
  }
  return -1;
}
