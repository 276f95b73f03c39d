/** The cases of http-cache-tests that the cache does not pass, each with the reason: neither more nor fewer. */
export const left: Readonly<Record<string, readonly string[]>> = {
  // Cases of a must.
  "the suite counts a response without its own header as one from the cache; no cache on its site passes": [
    "stale-close-must-revalidate",
    "stale-close-proxy-revalidate",
    "stale-close-no-cache",
    "stale-close-s-maxage=2",
  ],
  "a list is not an age, as this case's own name says; it expects the contrary of age-parse-dup-0": [
    "age-parse-prefix",
  ],
  "a response that sets a cookie belongs to one user, and is never kept": [
    "headers-store-Set-Cookie",
    "304-etag-update-response-Set-Cookie",
    "other-set-cookie",
  ],
  "an application cannot send Connection, so the headers it would list are not known": [
    "headers-omit-headers-listed-in-Connection",
  ],
  "the length that the origin declares is not that of its body: TSGI refuses it": [
    "headers-store-Content-Length",
    "304-etag-update-response-Content-Length",
  ],
  "a 304 with another tag is not about what is stored (RFC 9111, 4.3.4): the origin is asked again": [
    "304-etag-update-response-ETag",
  ],
  // What a good cache does, and questions.
  "what is malformed counts as stale": [
    "freshness-max-age-decimal-zero",
    "freshness-max-age-decimal-five",
    "freshness-max-age-a100",
    "freshness-max-age-100a",
    "freshness-expires-32bit",
    "freshness-expires-far-future",
    "freshness-expires-wrong-case-weekday",
    "freshness-expires-wrong-case-month",
    "freshness-expires-wrong-case-tz",
    "freshness-expires-invalid-utc",
    "freshness-expires-invalid-aest",
    "freshness-expires-invalid-2-digit-year",
    "freshness-expires-invalid-no-comma",
    "freshness-expires-invalid-multiple-spaces",
    "freshness-expires-invalid-date-dashes",
    "freshness-expires-invalid-time-periods",
    "freshness-expires-invalid-1-digit-hour",
    "freshness-expires-invalid-multiple-lines",
  ],
  "the first of two counts (RFC 9111, 4.2.1)": [
    "freshness-max-age-two-stale-fresh-sameline",
    "freshness-max-age-two-stale-fresh-sepline",
  ],
  "no-cache with names of headers counts as no-cache": [
    "headers-omit-headers-listed-in-Cache-Control-no-cache-single",
    "headers-omit-headers-listed-in-Cache-Control-no-cache",
  ],
  "nothing stale is sent unless the origin or the client allows it": ["stale-close", "stale-503"],
  "Warning is obsolete (RFC 9111, 5.5)": ["stale-warning-stored", "stale-warning-become"],
  "a tenth of the time since the last change is less than the suite's pause": [
    "heuristic-delta-5",
    "heuristic-delta-10",
    "heuristic-delta-30",
  ],
  "responses to POST are not kept": ["method-POST"],
  "what is stale when it comes, and cannot be validated, is not kept": ["ccreq-max-stale-age"],
  "Pragma: no-cache is obeyed (RFC 9111, 5.4)": ["pragma-request-no-cache"],
  "languages are not weighed: only what is the same is the same": [
    "vary-normalise-lang-order",
    "vary-normalise-lang-case",
    "vary-normalise-lang-select",
  ],
  "what is stored is newer than what the client has": ["conditional-lm-fresh-no-lm"],
  "an invalid entity tag is ignored (RFC 9110, 8.8.3)": [
    "conditional-etag-quoted-respond-unquoted",
    "conditional-etag-unquoted-respond-unquoted",
    "conditional-etag-unquoted-respond-quoted",
    "conditional-etag-weak-respond-lowercase",
    "conditional-etag-weak-respond-backslash",
    "conditional-etag-weak-respond-omit-slash",
  ],
  "a tag is sent on unchanged": [
    "conditional-etag-strong-generate-unquoted",
    "conditional-etag-forward-unquoted",
  ],
  "the tags of other variants are not sent along": ["conditional-etag-vary-headers-mismatch"],
  "a response to HEAD renews nothing": [
    "head-200-retain",
    "head-200-freshness-update",
    "head-200-update",
    "head-410-update",
  ],
  "parts are not kept": [
    "partial-store-partial-reuse-partial",
    "partial-store-partial-reuse-partial-byterange",
    "partial-store-partial-reuse-partial-absent",
    "partial-store-partial-reuse-partial-suffix",
    "partial-store-partial-complete",
  ],
};

/** Those that a host cannot ask. */
export const leftByHost: Readonly<Record<string, typeof left>> = {
  workerd: {
    "workerd reads headers as UTF-8": ["conditional-etag-strong-respond-obs-text"],
    "workerd knows no M-SEARCH": [
      "invalidate-M-SEARCH",
      "invalidate-M-SEARCH-cl",
      "invalidate-M-SEARCH-failed",
    ],
  },
};
