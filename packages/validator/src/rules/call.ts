import { Environ } from "@tsgi/core";
import { show } from "@tsgi/core/server";
import type { Topic } from "../rule.ts";

/** Rules for a server's call of the application. */
export const callRules: Topic = {
  title: "The call",
  rules: [
    {
      id: "call-arguments",
      proves: ["S01"],
      level: "error",
      says: "A server calls an application with exactly two arguments, environ and startResponse.",
      applies: "call",
      check: ({ arguments: { length } }) => (length === 2 ? undefined : `${length} arguments`),
    },
    {
      id: "call-environ",
      proves: ["S04"],
      level: "error",
      says: "The first argument is an object of core's class Environ, or of a host's class that extends it.",
      applies: "call",
      check: ({ arguments: [environ] }) => (environ instanceof Environ ? undefined : show(environ)),
    },
    {
      id: "call-start-response",
      proves: ["S36"],
      level: "error",
      says: "The second argument is a function that can be called without `this`.",
      applies: "call",
      check: ({ arguments: [, start] }) => (typeof start === "function" ? undefined : show(start)),
    },
  ],
};
