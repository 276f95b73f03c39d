/** Differences from the original that a host itself causes. */
import type { Answer, Ask } from "./_exchange.ts";
import { normalise, type Compared, type Normalisation } from "./_normalise.ts";

/** Requests whose answers differ on a host. At least one of them must, so that a gap that closes is noticed. */
export interface Difference {
  readonly why: string;
  readonly concerns: (ask: Ask) => boolean;
}

/** Adjustments of the comparison for a host. */
export interface HostDifferences {
  /** Applied to both sides. */
  readonly normalisations?: readonly Normalisation[];
  readonly differences?: readonly Difference[];
}

const path =
  (pattern: RegExp) =>
  ({ path: asked }: Ask): boolean =>
    pattern.test(asked);
const value =
  (pattern: RegExp) =>
  ({ headers = [] }: Ask): boolean =>
    headers.some(([, text]) => pattern.test(text));

const sortedFields: Normalisation = {
  what: "the headers that /stream shows are sorted",
  why: "a Request of the platform sorts them",
  path: /\/stream\//,
  apply: (compared) => {
    compared.body = compared.body.replace(/"headers": \{([^}]*)\}/g, (_, fields: string) =>
      fields
        .split(/(?<="), (?=")/)
        .toSorted()
        .join(", "),
    );
  },
};
const joinedFields: Difference = {
  why: "the platform joins response headers of one name, Set-Cookie apart",
  concerns: path(/\/response-headers\?(?:a=1&a=2|A=1&a=2|content-type=)/i),
};
const resolvedPath: Difference = {
  why: "a Request's URL has its dot segments resolved",
  concerns: path(/\/(?:\.\.|%2e%2e)/i),
};
const noBodyOfGet: Difference = {
  why: "a Request of GET has no body",
  concerns: ({ method, body }) => method === "GET" && body !== undefined,
};
const noBodyOfTrace: Difference = {
  why: "a Request of TRACE has no body",
  concerns: ({ method, body }) => method === "TRACE" && body !== undefined,
};
const joinedRequestFields: Difference = {
  why: "request headers of one name come joined by a comma and a space, the original joins them by a comma",
  concerns: ({ headers = [] }) => {
    const names = headers.map(([name]) => name.toLowerCase());
    return new Set(names).size < names.length;
  },
};
const typedFields: Difference = {
  why: "the host knows one Content-Type for a response",
  concerns: path(/\/response-headers\?content-type=/i),
};
const utf8Fields: Difference = {
  why: "workerd reads and writes header values as UTF-8",
  concerns: (ask) =>
    value(/[\x80-\xff]/)(ask) || path(/(?:response-headers|cookies\/set|etag\/).*%C3%A9/)(ask),
};

/** Of each host that has any. */
export const hostDifferences: Readonly<Record<string, HostDifferences>> = {
  fastify: {
    differences: [
      typedFields,
      { why: "Fastify refuses paths that are not valid UTF-8", concerns: path(/\/anything\/(?:%ff|100%)$/) },
      {
        why: "Fastify's router knows a fixed list of methods",
        concerns: ({ method }) => method === "PROPFIND",
      },
    ],
  },
  hono: {
    normalisations: [
      {
        what: "the length of a short stream, and the type of a text that has none, are left out",
        why: "@hono/node-server finds them out by itself",
        path: /\/(?:stream(?:-bytes)?|status)\//,
        apply: ({ headers }) => {
          delete headers["content-length"];
          delete headers["content-type"];
        },
      },
    ],
    differences: [joinedFields, resolvedPath, noBodyOfGet],
  },
  bun: {
    normalisations: [
      sortedFields,
      {
        what: "the length of a stream is left out",
        why: "Bun sends every stream in chunks",
        path: /\/(?:drip|range)/,
        apply: ({ headers }) => delete headers["content-length"],
      },
    ],
    differences: [joinedFields, joinedRequestFields, resolvedPath, noBodyOfGet, noBodyOfTrace],
  },
  deno: { normalisations: [sortedFields], differences: [joinedRequestFields, noBodyOfGet] },
  "cloudflare-workers": {
    normalisations: [sortedFields],
    differences: [
      typedFields,
      utf8Fields,
      { why: "workerd leaves out a response header that is empty", concerns: path(/redirect-to\?url=$/) },
      { why: "to workerd a header that is empty is not there", concerns: value(/^$/) },
    ],
  },
  "aws-lambda": {
    normalisations: [
      sortedFields,
      {
        what: "https is written as http, and cookies are not Secure",
        why: "a Function URL is reached by https alone",
        apply: (compared) => {
          compared.body = compared.body.replaceAll("https://httpbin.test", "http://httpbin.test");
          for (const values of Object.values(compared.headers)) {
            values.forEach((text, i) => {
              values[i] = text.replace("https://httpbin.test", "http://httpbin.test").replace(" Secure;", "");
            });
          }
        },
      },
      {
        what: "the connection's own headers are not among those that are shown, and the length is left out",
        why: "they do not go beyond the gateway in front of the function, which counts a body in chunks",
        apply: (compared) => {
          compared.body = compared.body
            .replace(/"(?:Connection|Content-Length|Transfer-Encoding)": ?"[^"]*"(?:, ?)?/g, "")
            .replaceAll(/, ?}/g, "}");
          delete compared.headers["content-length"];
        },
      },
    ],
    differences: [
      joinedFields,
      joinedRequestFields,
      {
        why: "a Function URL takes cookies apart, and the space after each comes back",
        concerns: value(/;[^ ]/),
      },
      { why: "port 80 is not the scheme's own under https", concerns: value(/:80$/) },
    ],
  },
};

/** Removes the differences that are expected on this host. */
export function normaliseOn(host: string, ask: Ask, answer: Answer): Compared {
  const compared = normalise(ask, answer);
  for (const { path: pattern, apply } of hostDifferences[host]?.normalisations ?? []) {
    if (pattern?.test(ask.path) ?? true) apply(compared, ask);
  }
  return compared;
}
