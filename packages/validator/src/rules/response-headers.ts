import { show } from "@tsgi/core/server";
import type { Level, Phases, RuleOf, Topic } from "../rule.ts";
import { BODILESS, HOP_BY_HOP, TOKEN, UNSAFE_VALUE } from "./_grammar.ts";

/** Rules for the headers that an application passes to startResponse. */
export const responseHeaderRules: Topic = {
  title: "Response headers",
  rules: [
    rule("header-name", ["A16"], "A header's name is an RFC 9110 token.", ({ name }) => TOKEN.test(name)),
    rule(
      "header-name-style",
      ["A16"],
      "A header's name begins with a letter, and ends in a letter or digit.",
      // The rule above reports a name that is not a token at all.
      ({ name }) => !TOKEN.test(name) || /^[a-z](?:.*[a-z0-9])?$/.test(name),
      "warning",
    ),
    rule(
      "header-status",
      ["N04", "A16"],
      "No header is named `status`: a CGI gateway would treat it as the status itself.",
      ({ name }) => name !== "status",
    ),
    rule(
      "header-value",
      ["A17", "A27"],
      "A header's value has no control character except tab, and no character above U+00FF.",
      ({ value }) => !UNSAFE_VALUE.test(value),
    ),
    rule(
      "header-value-trimmed",
      ["A17"],
      "A header's value neither begins nor ends with a space or tab.",
      ({ value }) => !/^[ \t]|[ \t]$/.test(value),
    ),
    rule(
      "header-hop-by-hop",
      ["A18", "M10"],
      "An application leaves the headers of the connection to the server, and adds no transfer coding.",
      ({ name }) => !HOP_BY_HOP.has(name),
    ),
    rule(
      "header-content-length",
      ["A23"],
      "`Content-Length` occurs at most once, in decimal digits.",
      ({ name, value, before }) =>
        name !== "content-length" || (/^\d{1,15}$/.test(value) && !before.includes(name)),
    ),
    rule(
      "header-content-length-forbidden",
      ["N01"],
      "A response of status 204 or 304 has no `Content-Length`.",
      ({ name, status }) => name !== "content-length" || (status !== 204 && status !== 304),
    ),
    rule(
      "header-content-type-once",
      [],
      "`Content-Type` occurs at most once.",
      ({ name, before }) => name !== "content-type" || !before.includes(name),
    ),
    rule(
      "header-content-type-unneeded",
      ["A28", "N01"],
      "A response without content, of status 204, 205 or 304, has no `Content-Type`.",
      ({ name, status }) => name !== "content-type" || !BODILESS.has(status),
      "warning",
    ),
    rule(
      "header-etag",
      ["N13"],
      '`ETag` is quoted, `"x"`, or weak, `W/"x"` with a capital W.',
      ({ name, value }) => name !== "etag" || /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(value),
    ),
  ],
};

function rule(
  id: string,
  proves: readonly string[],
  says: string,
  holds: (header: Phases["header"]) => boolean,
  level: Level = "error",
): RuleOf<"header"> {
  return {
    id,
    proves,
    level,
    says,
    applies: "header",
    check: (header) => (holds(header) ? undefined : `the header ${show(header.name)}`),
  };
}
