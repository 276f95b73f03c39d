/** Removes necessary differences between the gateway and the original before the comparison. */
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { Answer, Ask } from "./_exchange.ts";

/** An answer as it is compared: a body as text, one character for each byte. */
export interface Compared {
  status: number;
  headers: Record<string, string[]>;
  body: string;
}

/** One thing that is made equal. */
export interface Normalisation {
  readonly what: string;
  readonly why: string;
  /** Paths of the requests that it is for. Default: all. */
  readonly path?: RegExp;
  readonly apply: (compared: Compared, ask: Ask) => void;
}

/** Every normalisation there is. */
export const normalisations: readonly Normalisation[] = [
  {
    what: "Date, Server, Connection, Keep-Alive, Transfer-Encoding, and an empty body's Content-Length are left out",
    why: "they belong to the HTTP server, not to the application",
    apply: ({ headers, body }) => {
      for (const name of ["date", "server", "connection", "keep-alive", "transfer-encoding"])
        delete headers[name];
      if (body === "") delete headers["content-length"];
    },
  },
  {
    what: "X-Request-Id is left out",
    why: "the gateway adds one to every response",
    apply: ({ headers }) => delete headers["x-request-id"],
  },
  {
    what: "a Content-Security-Policy of sandbox is left out",
    why: "the gateway sends it where httpbin shares an origin with other applications",
    apply: ({ headers }) => {
      if (headers["content-security-policy"]?.join() === "sandbox") delete headers["content-security-policy"];
    },
  },
  {
    what: "the methods in Allow are sorted",
    why: "the original keeps them in a set, whose order changes from process to process",
    apply: ({ headers }) => {
      const { allow } = headers;
      if (allow) headers["allow"] = [allow.join(", ").split(", ").toSorted().join(", ")];
    },
  },
  {
    what: "the UUID is replaced",
    why: "it is random",
    path: /\/uuid$/,
    apply: (compared) => {
      compared.body = compared.body.replace(
        /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/,
        "UUID",
      );
    },
  },
  {
    what: "random bytes are replaced by x",
    why: "without a seed they are random",
    path: /\/(?:stream-)?bytes\/\d+(?!.*seed)/i,
    apply: (compared) => {
      compared.body = "x".repeat(compared.body.length);
    },
  },
  {
    what: "ETag and Last-Modified are replaced by their form",
    why: "one is random, the other is the time",
    path: /\/cache$/,
    apply: ({ headers }) => replace(headers, { etag: /^[0-9a-f]{32}$/, "last-modified": /^\w{3}, .* GMT$/ }),
  },
  {
    what: "nonce and opaque are replaced by their length",
    why: "they are random",
    path: /\/digest-auth\//,
    apply: ({ headers }) => {
      headers["www-authenticate"] = (headers["www-authenticate"] ?? []).map((value) =>
        value.replace(
          /(nonce|opaque)="([0-9a-f]+)"/g,
          (_, name: string, hex: string) => `${name}=${hex.length}`,
        ),
      );
    },
  },
  {
    what: "compressed bodies are decompressed, their Content-Length is left out",
    why: "compressors differ, and brotli is written without compression",
    path: /\/(?:gzip|deflate|brotli)$/,
    apply: (compared) => {
      const [coding] = compared.headers["content-encoding"] ?? [];
      if (coding === undefined) return;
      const bytes = Buffer.from(compared.body, "latin1");
      if (bytes.length > 0)
        compared.body = DECODERS[coding as keyof typeof DECODERS](bytes).toString("latin1");
      delete compared.headers["content-length"];
    },
  },
  {
    what: "an image's body is replaced by its first bytes, its Content-Length is left out",
    why: "the gateway has pictures of its own",
    path: /\/image/,
    apply: (compared) => {
      if (!compared.headers["content-type"]?.[0]?.startsWith("image/")) return;
      const { body } = compared;
      if (body !== "") compared.body = MAGIC.find(([, begins]) => begins.test(body))?.[0] ?? "no image";
      delete compared.headers["content-length"];
    },
  },
  {
    what: "the body is left out, with its Content-Length",
    why: "the landing page and the sample of UTF-8 are the gateway's own",
    path: /^\/httpbin\/(?:encoding\/utf8)?$/,
    apply: (compared) => {
      compared.body = "";
      delete compared.headers["content-length"];
    },
  },
];

/** Applies to an answer what is for its request. */
export function normalise(ask: Ask, { status, headers, body }: Answer): Compared {
  const compared: Compared = { status, headers: structuredClone(headers), body: body.toString("latin1") };
  for (const { path, apply } of normalisations) if (path?.test(ask.path) ?? true) apply(compared, ask);
  return compared;
}

const DECODERS = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync };

/** First bytes of each kind of file. */
const MAGIC = [
  ["png", /^\x89PNG\r\n/],
  ["jpeg", /^\xff\xd8\xff/],
  ["webp", /^RIFF.{4}WEBP/s],
  ["svg", /^(?:<\?xml.*?)?<svg/s],
] as const;

function replace(headers: Record<string, string[]>, forms: Record<string, RegExp>): void {
  for (const [name, form] of Object.entries(forms)) {
    if (headers[name]?.length === 1 && form.test(headers[name][0]!)) headers[name] = [form.source];
  }
}
