import type { Environ } from "@tsgi/core";
import { show } from "@tsgi/core/server";
import type { RuleOf, Topic } from "../rule.ts";
import { HOST, TOKEN, UNSAFE_PATH } from "./_grammar.ts";

/** Rules for the fields of an environ that describe the request line and the connection. */
export const environRules: Topic = {
  title: "environ: request and connection",
  rules: [
    rule(
      "environ-open",
      ["S04"],
      "An environ is not frozen: an application may assign to its fields.",
      (environ) => (Object.isExtensible(environ) ? undefined : "an environ that cannot be extended"),
    ),
    field("method", ["S05"], "`method` is an RFC 9110 token, in the case the client sent.", matches(TOKEN)),
    field(
      "scriptName",
      ["S06"],
      '`scriptName` is `""`, or begins with `/` and does not end with `/`.',
      (value) => value === "" || (typeof value === "string" && value.startsWith("/") && !value.endsWith("/")),
    ),
    field(
      "pathInfo",
      ["S07", "N07"],
      '`pathInfo` is `""` or begins with `/`; only OPTIONS has `*`, and only CONNECT an authority.',
      (value, { method }) =>
        value === "" ||
        (typeof value === "string" && value.startsWith("/")) ||
        (value === "*" && method === "OPTIONS") ||
        (typeof value === "string" && method === "CONNECT"),
    ),
    rule(
      "environ-path-encoded",
      ["N06"],
      "`scriptName` and `pathInfo` stay percent-encoded: they contain no `?`, `#`, space or control character.",
      ({ scriptName, pathInfo }) => {
        const bad = [scriptName, pathInfo].find((path) => UNSAFE_PATH.test(path));
        return bad === undefined ? undefined : show(bad);
      },
    ),
    field(
      "queryString",
      ["S08"],
      '`queryString` is the part after the first `?`, never decoded; `""` without one.',
      (value) => typeof value === "string" && !/[\s#]/.test(value),
    ),
    field("target", [], "`target` is the request target as the client sent it.", isFilled),
    field(
      "protocol",
      ["S11"],
      "`protocol` is the client's version, of the form `HTTP/1.1`.",
      matches(/^HTTP\/\d(\.\d)?$/),
    ),
    field("scheme", ["S20"], "`scheme` is `http` or `https`.", matches(/^https?$/)),
    field(
      "serverName",
      ["S10", "N05"],
      "`serverName` is a host name or address, never empty.",
      matches(HOST),
    ),
    field("serverPort", ["S10"], "`serverPort` is an integer from 1 to 65535.", isPort(1)),
    field(
      "remoteAddress",
      ["S13"],
      '`remoteAddress` is the peer\'s address, `""` if the host cannot know it.',
      (value) => typeof value === "string",
    ),
    field("remotePort", ["S13"], "`remotePort` is the peer's port, 0 if the host cannot know it.", isPort(0)),
    rule(
      "environ-input",
      ["S21"],
      "`input` is always present, even if the request has no body.",
      // Reading it may make the host send 100 Continue, so only its presence is checked.
      (environ) => ("input" in environ ? undefined : "an environ without input"),
    ),
    rule("environ-errors", ["S22", "S35"], "`errors` has `write(text)` and `flush()`.", ({ errors }) =>
      typeof errors?.write === "function" && typeof errors.flush === "function" ? undefined : show(errors),
    ),
    rule(
      "environ-methods",
      [],
      "An environ has `header`, `headerAll`, `get`, `set`, `onFinish`, `waitUntil` and `derive`.",
      (environ) => METHODS.find((name) => typeof environ[name] !== "function"),
    ),
  ],
};

const METHODS = ["header", "headerAll", "get", "set", "onFinish", "waitUntil", "derive"] as const;

type Test = (value: unknown, environ: Environ) => boolean;

function rule(
  id: string,
  proves: readonly string[],
  says: string,
  check: (environ: Environ) => string | undefined,
): RuleOf<"environ"> {
  return { id, proves, level: "error", says, applies: "environ", check: ({ environ }) => check(environ) };
}

/** Creates a rule for one field; its id contains the field's name: `environ-script-name`. */
function field(
  name: string & keyof Environ,
  proves: readonly string[],
  says: string,
  is: Test,
): RuleOf<"environ"> {
  const id = `environ-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return rule(id, proves, says, (environ) => (is(environ[name], environ) ? undefined : show(environ[name])));
}

function matches(pattern: RegExp): Test {
  return (value) => typeof value === "string" && pattern.test(value);
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isPort(least: number): Test {
  return (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= 65_535;
}
