import type { HeaderList, Middleware } from "@tsgi/core";
import { editHead, type EditFields } from "./response/edit-head.ts";
import { aFieldValue, checkOptions, either, oneOf } from "./shared/options.ts";

/**
 * Options of {@link securityHeaders}: the value of each header; false omits it. A header that the application sets stays
 * unchanged.
 */
export interface SecurityHeadersOptions {
  /** Default: content of the same origin only, without plugins, base URLs and framing by other origins. */
  readonly contentSecurityPolicy?: string | false;
  /** Sent over https only. Default: `max-age=31536000; includeSubDomains`, a year. */
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
 * Sets CSP, HSTS and other security headers. A header that the application sets itself stays unchanged.
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
  // Browsers ignore it over http (RFC 6797, 7.2).
  const plain = secure.filter(([header]) => header !== "strict-transport-security");
  const [addSecure, addPlain] = [adding(secure), adding(plain)];
  return editHead(({ scheme }) => (scheme === "https" ? addSecure : addPlain));
}

/** Adds the fields that are missing. */
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
