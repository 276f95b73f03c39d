import type { HeaderList, Middleware } from "@tsgi/core";
import { editHead, type EditFields } from "./response/edit-head.ts";
import { aFieldValue, checkOptions, either, oneOf } from "./shared/options.ts";

/** The value of each header; false leaves it out. What the application sets itself stays. */
export interface SecurityHeadersOptions {
  /** Default: content of one's own origin alone, with no plugins, no base and no framing by others. */
  readonly contentSecurityPolicy?: string | false;
  /** Over https alone. Default: `max-age=31536000; includeSubDomains`, a year. */
  readonly strictTransportSecurity?: string | false;
  /** Default: `nosniff`. */
  readonly contentTypeOptions?: "nosniff" | false;
  /** Default: `SAMEORIGIN`. */
  readonly frameOptions?: "DENY" | "SAMEORIGIN" | false;
  /** Default: `no-referrer`. */
  readonly referrerPolicy?: string | false;
  /** Default: `same-origin`. */
  readonly crossOriginOpenerPolicy?: string | false;
  /** Default: `same-origin`. */
  readonly crossOriginResourcePolicy?: string | false;
  /** Default: not sent. */
  readonly crossOriginEmbedderPolicy?: string | false;
  /** Default: `?1`. */
  readonly originAgentCluster?: "?0" | "?1" | false;
  /** Default: not sent. */
  readonly permissionsPolicy?: string | false;
}

const CONTENT_SECURITY_POLICY = /* @__PURE__ */ [
  "default-src 'self'",
  "base-uri 'self'",
  "font-src 'self' https: data:",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' https: 'unsafe-inline'",
].join("; ");

const DEFAULTS: readonly (readonly [keyof SecurityHeadersOptions, header: string, value: string | false])[] =
  [
    ["contentSecurityPolicy", "content-security-policy", CONTENT_SECURITY_POLICY],
    ["strictTransportSecurity", "strict-transport-security", "max-age=31536000; includeSubDomains"],
    ["contentTypeOptions", "x-content-type-options", "nosniff"],
    ["frameOptions", "x-frame-options", "SAMEORIGIN"],
    ["referrerPolicy", "referrer-policy", "no-referrer"],
    ["crossOriginOpenerPolicy", "cross-origin-opener-policy", "same-origin"],
    ["crossOriginResourcePolicy", "cross-origin-resource-policy", "same-origin"],
    ["crossOriginEmbedderPolicy", "cross-origin-embedder-policy", false],
    ["originAgentCluster", "origin-agent-cluster", "?1"],
    ["permissionsPolicy", "permissions-policy", false],
  ];

/**
 * Adds the headers that keep browsers from what a page does not need. A header that the application sets itself stays as
 * it is.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = securityHeaders({ frameOptions: "DENY" })(shop);
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): Middleware {
  const text = either(aFieldValue, oneOf(false));
  checkOptions("securityHeaders", options, {
    contentSecurityPolicy: text,
    strictTransportSecurity: text,
    contentTypeOptions: oneOf("nosniff", false),
    frameOptions: oneOf("DENY", "SAMEORIGIN", false),
    referrerPolicy: text,
    crossOriginOpenerPolicy: text,
    crossOriginResourcePolicy: text,
    crossOriginEmbedderPolicy: text,
    originAgentCluster: oneOf("?0", "?1", false),
    permissionsPolicy: text,
  });
  const secure = DEFAULTS.flatMap(([option, header, preset]): HeaderList => {
    const value = options[option] ?? preset;
    return value === false ? [] : [[header, value]];
  });
  // A browser does not take it over http (RFC 6797, 7.2).
  const plain = secure.filter(([header]) => header !== "strict-transport-security");
  const [addSecure, addPlain] = [adding(secure), adding(plain)];
  return editHead(({ scheme }) => (scheme === "https" ? addSecure : addPlain));
}

/** Adds those of the fields that are not there. */
function adding(own: HeaderList): EditFields {
  const names = new Set(own.map(([name]) => name));
  return (fields) => {
    let given: Set<string> | undefined;
    for (const [name] of fields) {
      const key = name.toLowerCase();
      if (names.has(key)) (given ??= new Set()).add(key);
    }
    for (const field of own) if (given === undefined || !given.has(field[0])) fields.push(field);
  };
}
