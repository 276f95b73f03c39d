/** Lists the hosts on which responses differ from those of Express by itself, with the reasons. The test proves that the list is complete. */
export interface Difference {
  readonly hosts: readonly ExpressHost[];
  /** Titles of the requests, see titleOf. */
  readonly requests: RegExp;
  readonly reason: string;
}

/** A way of running an Express application through TSGI. */
export type ExpressHost =
  | "door"
  | "pair"
  | "lambda"
  | "lambda-stream"
  | "bun"
  | "deno"
  | "cloudflare-workers";

const fetchHosts = ["bun", "deno", "cloudflare-workers"] as const;
const functions = ["lambda", "lambda-stream"] as const;
/** Where the request and response are not Node's own. */
const standIns = ["pair", ...functions, ...fetchHosts] as const;

export const differences: readonly Difference[] = [
  {
    hosts: ["door", "pair", ...functions, "bun", "deno"],
    requests: /^GET \/\?a=1#b$/,
    reason:
      "a target must not have a fragment (RFC 9112, 3.2): refused with 400 before an application is asked",
  },
  {
    hosts: standIns,
    requests: /^GET \/send\/(?:write-head(?:-list)?|hop-by-hop)$/,
    reason: "what is written and ended in one turn has a Content-Length, but Node sends one chunk without",
  },
  {
    hosts: ["pair", ...functions, "bun", "deno"],
    requests: /^GET \/send\/headers$/,
    reason:
      "Node by itself encodes a header beyond ASCII as UTF-8 when a text goes out with it; TSGI keeps it unchanged",
  },
  {
    hosts: [...functions, "bun"],
    requests: /^GET \/send\/append$/,
    reason: "the host joins response headers of one name, apart from Set-Cookie",
  },
  {
    hosts: functions,
    requests: /^\w+ \/request\/facts(?!.*x-forwarded-proto)/,
    reason: "the scheme of a function's address is https",
  },
  {
    hosts: [...functions, ...fetchHosts],
    requests: /^GET \/request\/headers (?:x-many: 1,2|accept: text\/html,text\/plain)/,
    reason: "the host hands over request headers of one name as one, joined: headersDistinct has one value",
  },
  {
    hosts: ["cloudflare-workers"],
    requests: /^GET \/request\/headers x-many: é$/,
    reason: "workerd takes header values for UTF-8",
  },
  {
    hosts: ["lambda-stream", ...fetchHosts],
    requests: /^GET \/request\/raw/,
    reason: "the host hands over names of request headers in lower case",
  },
  {
    hosts: ["lambda"],
    requests:
      /^GET \/(?:routes\/users\/(?:a%2Fb|%ZZ)|mounted\/acme\/deep\/a\/b%2Fc\?x=1|static\/%2e%2e\/secret)$/,
    reason: "an HTTP API hands over the path decoded, so %2F and / look the same",
  },
  {
    hosts: ["lambda"],
    requests: /^(?:GET \/send\/(?:stream|encodings)|POST \/bodies\/pipe p)/,
    reason: "a result in one piece has a length, also of what was written in several",
  },
  {
    hosts: ["lambda"],
    requests: /^GET \/request\/raw/,
    reason: "an HTTP API hands over names of headers in lower case",
  },
  {
    hosts: ["deno"],
    requests: /^HEAD \/send\/(?:stream|end|write-head)$/,
    reason: "the host tells a length of 0 for a HEAD whose answer has no length",
  },
  {
    hosts: ["cloudflare-workers"],
    requests: /^HEAD \/send\/write-head$/,
    reason: "workerd's node:http response accepts a body after HEAD, and sends its length",
  },
  {
    hosts: ["bun"],
    requests: /^POST \/parsed\/json content-type: application\/json (?:\{|"text") /,
    reason: "Bun words its errors of JSON differently",
  },
  {
    hosts: ["bun"],
    requests: /^GET \/static\/%2e%2e\/secret$/,
    reason: "Bun resolves dot segments",
  },
  {
    hosts: ["deno"],
    requests: /^GET \/send\/(?:send-status|status)\/205$/,
    reason: "Deno sends 205 without a Content-Length",
  },
];
