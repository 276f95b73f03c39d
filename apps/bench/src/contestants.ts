/** What is measured: each contestant is a module under servers/ that starts a server and gives its port. */
export interface Contestant {
  readonly name: string;
  /** Module under servers/. */
  readonly module: string;
  /** The contestant whose cost is 1. */
  readonly isControl?: boolean;
}

export interface Scenario {
  readonly title: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly contestants: readonly Contestant[];
}

const contestants: readonly (readonly Contestant[])[] = [
  [
    { name: "node:http by hand", module: "node-native.ts", isControl: true },
    { name: "@tsgi/node", module: "tsgi-node.ts" },
  ],
  [
    { name: "Express by itself", module: "express-native.ts", isControl: true },
    { name: "@tsgi/express", module: "tsgi-express.ts" },
  ],
  [
    { name: "Fastify by itself", module: "fastify-native.ts", isControl: true },
    { name: "@tsgi/fastify", module: "tsgi-fastify.ts" },
  ],
];

export const scenarios: readonly Scenario[] = contestants.map((pair) => ({
  title: "small text, 12 request headers",
  method: "GET",
  path: "/",
  contestants: pair,
}));

/** A browser's usual request: with Host and Connection, which the client adds, twelve fields. */
export const headers: Readonly<Record<string, string>> = {
  "user-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36",
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "accept-language": "en-US,en;q=0.5",
  "accept-encoding": "gzip, deflate, br, zstd",
  referer: "http://127.0.0.1/",
  cookie: "session=0123456789abcdef; theme=dark",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "same-origin",
  "cache-control": "no-cache",
};
