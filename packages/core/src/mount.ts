import { asApplication } from "./as-application.ts";
import { withLifecycle } from "./lifecycle.ts";
import { decodeText } from "./path.ts";
import { show } from "./values.ts";
import { serverAuthority } from "./request-url.ts";
import type { Environ } from "./environ.ts";
import { TSGI_MOUNT_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Application, ApplicationLike } from "./types.ts";

/** One segment of a path in the table: the application that is mounted there, if any, and the segments below. */
interface Node {
  app: Application | undefined;
  below: Map<string, Node> | undefined;
}

const PLACE =
  /^(?:(?<name>(?:\*\.)?[\w-]+(?:\.[\w-]+)*|\[[0-9a-f:.]+\])\.?(?<port>:\d+)?)?(?<path>(?:\/[^/?#]+)*)\/?$/i;

/** Maximum characters of a host name (RFC 1035, 2.3.4). Wildcards are not looked up for a longer one. */
const LONGEST_NAME = 253;

/**
 * Combines applications into one that routes by path prefix, by host name, or by both. The longest prefix wins. An exact
 * host name wins over `*.host`, and that over no host; a host with a port wins over the same host without one. A request
 * that matches no place gets a 404.
 *
 * The application mounted at `/api` sees `/api` moved from pathInfo to the end of scriptName, spelled as the client sent it.
 * Mounted applications may be mounts themselves. The cost of a request does not depend on the number of places.
 *
 * @param places `/path`, `host.example`, `host.example:8443`, `*.host.example`, `[::1]`, `host.example/path`, or `/` for
 *   all else; a host of one word other than `localhost` needs its slash, `intranet/`
 * @throws TSGI_MOUNT_INVALID if a place has none of these forms or is given twice
 * @example
 * const app = mount({ "/": home, "/api": api, "admin.example.com": admin });
 */
export function mount(places: Readonly<Record<string, ApplicationLike>>): Application {
  if (typeof places !== "object" || places === null) throw new TsgiError(TSGI_MOUNT_INVALID, show(places));
  const hosts = new Map<string, Node>();
  const applications: Application[] = [];
  for (const [place, like] of Object.entries(places)) {
    const app = asApplication(like);
    applications.push(app);
    insert(hosts, place, app);
  }
  const anyHost = hosts.get("") ?? newNode();
  const namesHosts = hosts.size > (hosts.has("") ? 1 : 0);
  const application: Application = (environ, startResponse) => {
    let found: Found | undefined;
    if (namesHosts) found = findByHost(hosts, environ);
    found ??= find(anyHost, environ.pathInfo);
    if (found === undefined) {
      startResponse(404, [["content-type", "text/plain; charset=utf-8"]]);
      return "Not Found";
    }
    if (found.end === 0) return found.app(environ, startResponse);
    const { scriptName, pathInfo } = environ;
    const mounted = environ.derive({
      scriptName: scriptName + pathInfo.slice(0, found.end),
      pathInfo: pathInfo.slice(found.end),
    });
    return found.app(mounted, startResponse);
  };
  return withLifecycle(application, applications);
}

interface Found {
  app: Application;
  /** The offset in pathInfo at which the prefix ends. */
  end: number;
}

function newNode(): Node {
  return { app: undefined, below: undefined };
}

function insert(hosts: Map<string, Node>, place: string, app: Application): void {
  // A path is more often meant than a host of one word; such a host can be written with its slash or its dot.
  if (/^[\w-]+$/.test(place) && place.toLowerCase() !== "localhost")
    throw new TsgiError(
      TSGI_MOUNT_INVALID,
      `${show(place)}: write "/${place}" for a path, "${place}/" for a host`,
    );
  const match = PLACE.exec(place);
  if (!match || place === "") throw new TsgiError(TSGI_MOUNT_INVALID, show(place));
  const { name = "", port = "" } = match.groups!;
  const host = name.toLowerCase() + port;
  let node = hosts.get(host);
  if (!node) hosts.set(host, (node = newNode()));
  for (const segment of match.groups!["path"]!.split("/").slice(1)) {
    node.below ??= new Map();
    const key = decodeText(segment);
    let next = node.below.get(key);
    if (!next) node.below.set(key, (next = newNode()));
    node = next;
  }
  if (node.app) throw new TsgiError(TSGI_MOUNT_INVALID, `${show(place)} twice`);
  node.app = app;
}

function findByHost(hosts: Map<string, Node>, environ: Environ): Found | undefined {
  const authority = (environ.header("host") || serverAuthority(environ)).toLowerCase();
  const port = /:\d+$/.exec(authority)?.[0] ?? "";
  const names = [authority.replace(/\.?(?::\d*)?$/, "")];
  const name = names[0]!.length > LONGEST_NAME ? "" : names[0]!;
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
    names.push(`*${name.slice(dot)}`);
  for (const candidate of names) {
    const found =
      (port !== "" && findUnder(hosts.get(candidate + port), environ)) ||
      findUnder(hosts.get(candidate), environ);
    if (found) return found;
  }
  return undefined;
}

function findUnder(node: Node | undefined, environ: Environ): Found | undefined {
  return node && find(node, environ.pathInfo);
}

/** Walks down the table segment by segment and keeps the last place that has an application. */
function find(root: Node, path: string): Found | undefined {
  let found: Found | undefined = root.app && { app: root.app, end: 0 };
  let node: Node | undefined = root;
  for (let start = 0; node.below && path[start] === "/";) {
    const slash = path.indexOf("/", start + 1);
    const end = slash < 0 ? path.length : slash;
    // Segments are compared decoded: /%61pi is another spelling of /api (RFC 3986, 6.2.2.2), but a%2Fb is one segment.
    node = node.below.get(decodeText(path.slice(start + 1, end)));
    if (!node) break;
    if (node.app) found = { app: node.app, end };
    start = end;
  }
  return found;
}
