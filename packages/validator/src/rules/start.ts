import { show } from "@tsgi/core/server";
import type { Topic } from "../rule.ts";

/** Rules for the application's call of startResponse, and for the server's reaction. */
export const startRules: Topic = {
  title: "startResponse",
  rules: [
    {
      id: "start-arguments",
      proves: ["A02"],
      level: "error",
      says: "An application calls startResponse with two arguments, status and headers, or with an error as the third.",
      applies: "start",
      check: ({ arguments: { length } }) =>
        length === 2 || length === 3 ? undefined : `${length} arguments`,
    },
    {
      id: "start-status",
      proves: ["A14"],
      level: "error",
      says: "The status is an integer from 200 to 599, without a reason phrase.",
      applies: "start",
      check: ({ arguments: [status] }) =>
        Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599
          ? undefined
          : show(status),
    },
    {
      id: "start-headers",
      proves: ["A15"],
      level: "error",
      says: "The headers are an array of pairs of strings, `[name, value]`.",
      applies: "start",
      check: ({ arguments: [, headers] }) => {
        if (!Array.isArray(headers)) return show(headers);
        const bad = headers.findIndex((pair) => !isPair(pair));
        return bad < 0 ? undefined : `${show(headers[bad])} among the headers`;
      },
    },
    {
      id: "start-once",
      proves: ["A06", "A08"],
      level: "error",
      says: "An application calls startResponse once, and again only with the error for which it replaces the head.",
      applies: "start",
      check: ({ arguments: [, , error], response: { starts } }) =>
        starts > 1 && (error === undefined || error === null) ? `call ${starts} without an error` : undefined,
    },
    {
      id: "start-returns-nothing",
      proves: ["S37"],
      level: "error",
      says: "startResponse returns nothing: there is no `write`.",
      applies: "started",
      check: ({ result }) => (result === undefined ? undefined : show(result)),
    },
    {
      id: "start-keeps-headers",
      proves: ["S38"],
      level: "error",
      says: "A server does not change the array of headers that it received.",
      applies: "started",
      check: ({ headersChanged }) => (headersChanged ? "a changed array" : undefined),
    },
    {
      id: "start-takes-legal-heads",
      proves: [],
      level: "error",
      says: "A server accepts every head that follows these rules.",
      applies: "started",
      check: ({ arguments: [, , error], legal, thrown }) =>
        thrown === undefined || !legal || isGiven(error) ? undefined : `${String(thrown.error)} thrown`,
    },
    {
      id: "start-throws-error-back",
      proves: ["S47"],
      level: "error",
      says:
        "A server that receives an error replaces the head if nothing has been sent, " +
        "and throws back that same error otherwise.",
      applies: "started",
      check: ({ arguments: [, , error], legal, thrown, response: { sent } }) => {
        if (!isGiven(error) || !legal) return undefined;
        if (sent && thrown === undefined) return "nothing thrown, with a chunk sent";
        if (!sent && thrown !== undefined) return `${String(thrown.error)} thrown, with nothing sent`;
        return thrown === undefined || thrown.error === error
          ? undefined
          : `${String(thrown.error)} thrown instead`;
      },
    },
  ],
};

function isPair(pair: unknown): boolean {
  return Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === "string");
}

function isGiven(error: unknown): boolean {
  return error !== undefined && error !== null;
}
