/** Routes that answer with a status or with headers the client chose. */
import type { Call } from "../call.ts";
import type { JsonValue } from "../json-text.ts";
import { toFloat } from "../python-text.ts";
import { Fault, html, json, plain, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";
import { TEAPOT } from "../texts.ts";

export const statuses: readonly Route[] = [
  route("GET POST PUT DELETE PATCH TRACE", "/status/<codes>", (_, codes) => viewStatus(codes)),
  route("GET POST", "/response-headers", viewResponseHeaders),
];

/** An empty answer of that status, or what the original makes of it. 400 for what HTTP does not know. */
export function statusReply(status: number): Reply {
  if (status < 200 || status > 599) return invalidStatus();
  const special = SPECIAL[status];
  if (special === undefined) return html("", status);
  const headers = special.headers ?? html().headers;
  return { status, headers: headers.map((header) => [...header]), body: special.body ?? "" };
}

/** Returns the response to an invalid status. */
export function invalidStatus(): Reply {
  return plain("Invalid status code", 400);
}

type Special = Partial<Pick<Reply, "headers" | "body">>;

const REDIRECT: Special = { headers: [["location", "/redirect/1"]] };

const SPECIAL: Readonly<Record<number, Special>> = {
  301: REDIRECT,
  302: REDIRECT,
  303: REDIRECT,
  305: REDIRECT,
  307: REDIRECT,
  401: { headers: [["WWW-Authenticate", 'Basic realm="Fake Realm"']] },
  402: { headers: [["x-more-info", "http://vimeo.com/22053820"]], body: "Fuck you, pay me!" },
  406: {
    headers: [["Content-Type", "application/json"]],
    body: '{"message": "Client did not request a supported media type.", "accept": ["image/webp", "image/svg+xml", "image/jpeg", "image/png", "image/*"]}',
  },
  // Proxy-Authenticate belongs to the connection: neither TSGI nor the original's server lets it through.
  407: { headers: [] },
  418: { headers: [["x-more-info", "http://tools.ietf.org/html/rfc2324"]], body: TEAPOT },
};

function viewStatus(codes: string): Reply {
  const choices: [status: number, weight: number][] = [];
  for (const choice of codes.split(",")) {
    const [code, weight = "1", ...more] = codes.includes(",") ? choice.split(":") : [choice];
    if (more.length > 0) throw new Fault("too many colons");
    if (!/^\s*[-+]?\d+(?:_\d+)*\s*$/.test(code!)) return invalidStatus();
    try {
      choices.push([Number(code!.replaceAll("_", "")), toFloat(weight)]);
    } catch {
      return invalidStatus();
    }
  }
  return statusReply(weightedChoice(choices));
}

function weightedChoice(choices: readonly [value: number, weight: number][]): number {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = Math.random() * total;
  for (const [value, weight] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  throw new Fault("all weights are 0");
}

/** The body names the headers, one of which is the body's own length: it is written until the two agree. */
function viewResponseHeaders(call: Call): Reply {
  const chosen = [...call.args].flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  let length = 0;
  for (;;) {
    const headers: [string, string][] = [
      ["Content-Type", "application/json"],
      ["Content-Length", String(length)],
      ...chosen,
    ];
    const reply = json(grouped(headers));
    const size = (reply.body as string).length;
    if (size === length) return { ...reply, headers: headers.filter(([name]) => !NOT_SENT.test(name)) };
    length = size;
  }
}

/** Headers that belong to the connection or to the server. The original's server drops it too; the length is set once only. */
const NOT_SENT =
  /^(?:connection|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|te|trailers?|transfer-encoding|upgrade|server|date|content-length)$/i;

function grouped(headers: readonly [string, string][]): Map<string, JsonValue> {
  const groups = new Map<string, JsonValue>();
  for (const [name] of headers) {
    const same = headers
      .filter(([other]) => other.toLowerCase() === name.toLowerCase())
      .map(([, value]) => value);
    groups.set(name, same.length === 1 ? same[0]! : same);
  }
  return groups;
}
