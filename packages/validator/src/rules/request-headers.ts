import type { Environ } from "@tsgi/core";
import { show } from "@tsgi/core/server";
import type { RuleOf, Topic } from "../rule.ts";
import { AUTHORITY, TOKEN, UNSAFE_VALUE } from "./_grammar.ts";

/** Rules for the header fields of an environ. */
export const requestHeaderRules: Topic = {
  title: "environ: header fields",
  rules: [
    {
      id: "request-headers-flat",
      proves: [],
      level: "error",
      says: "`headers` is a flat array of strings, name, value, name, value, in the order received.",
      applies: "environ",
      check: ({ environ: { headers } }) =>
        isFlat(headers) ? undefined : `${show(headers)}, which is not one`,
    },
    rule("request-header-name", [], "A header's name is an RFC 9110 token.", ({ headers }) => {
      const name = headers.find((text, i) => i % 2 === 0 && !TOKEN.test(text));
      return name === undefined ? undefined : show(name);
    }),
    rule(
      "request-header-value",
      ["S70"],
      "A header's value has no control character except tab, and no character above U+00FF.",
      ({ headers }) => {
        const at = headers.findIndex((text, i) => i % 2 === 1 && UNSAFE_VALUE.test(text));
        return at < 0 ? undefined : `such a value in ${show(headers[at - 1])}`;
      },
    ),
    rule(
      "request-header-lookup",
      ["S12", "S16", "N15"],
      "`header(name)` returns the values for any case of the name, joined with `, `, those of `cookie` with `; `, " +
        "and undefined if the client sent none.",
      (environ) => {
        const names = [...namesOf(environ), ABSENT];
        const wrong = names.find(
          (name) => environ.header(name.toUpperCase()) !== expectedHeader(environ, name),
        );
        return wrong === undefined ? undefined : `a different value of ${show(wrong)}`;
      },
    ),
    rule("request-host", ["N05"], "`Host` is an authority: a host and optionally a port.", (environ) =>
      valuesOf(environ, "host").every((host) => AUTHORITY.test(host)) ? undefined : "another Host",
    ),
    rule(
      "request-single-fields",
      ["N09"],
      "`Host`, `Content-Type` and `Content-Length` occur at most once; a server refuses a request that repeats them.",
      (environ) => {
        const twice = ["host", "content-type", "content-length"].find(
          (name) => valuesOf(environ, name).length > 1,
        );
        return twice === undefined ? undefined : `${twice} twice`;
      },
    ),
    rule(
      "request-framing",
      ["N10"],
      "`Content-Length` never occurs together with `Transfer-Encoding`; a server refuses a request that has both.",
      (environ) =>
        valuesOf(environ, "content-length").length > 0 && valuesOf(environ, "transfer-encoding").length > 0
          ? "both"
          : undefined,
    ),
    rule(
      "request-content-type",
      ["S09", "S16"],
      "`contentType` is the header's value, and undefined without one: no default is invented.",
      (environ) =>
        environ.contentType === expectedHeader(environ, "content-type")
          ? undefined
          : show(environ.contentType),
    ),
    rule(
      "request-content-length",
      ["S09", "S16", "S63"],
      "`contentLength` is the header's value as a number of bytes, and undefined without one, as with a chunked body.",
      (environ) => {
        const value = expectedHeader(environ, "content-length");
        const expected = value === undefined ? undefined : Number(value);
        return environ.contentLength === expected ? undefined : show(environ.contentLength);
      },
    ),
  ],
};

/** A name that no client sends. */
const ABSENT = "x-tsgi-no-such-field";

/** If the list is not flat, only that is reported. */
function rule(
  id: string,
  proves: readonly string[],
  says: string,
  check: (environ: Environ) => string | undefined,
): RuleOf<"environ"> {
  return {
    id,
    proves,
    level: "error",
    says,
    applies: "environ",
    check: ({ environ }) => (isFlat(environ.headers) ? check(environ) : undefined),
  };
}

function isFlat(headers: unknown): headers is readonly string[] {
  return (
    Array.isArray(headers) && headers.length % 2 === 0 && headers.every((text) => typeof text === "string")
  );
}

function namesOf({ headers }: Environ): Set<string> {
  return new Set(headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()));
}

/** Reads the list itself, since `headerAll` is under test too. */
function valuesOf({ headers }: Environ, name: string): string[] {
  return headers.filter((_, i) => i % 2 === 1 && headers[i - 1]!.toLowerCase() === name);
}

function expectedHeader(environ: Environ, name: string): string | undefined {
  const values = valuesOf(environ, name);
  return values.length === 0 ? undefined : values.join(name === "cookie" ? "; " : ", ");
}
