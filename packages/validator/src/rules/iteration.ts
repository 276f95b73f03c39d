import type { Topic } from "../rule.ts";

/** Rules for a server that reads a streamed body. */
export const iterationRules: Topic = {
  title: "Reading a streamed body",
  rules: [
    {
      id: "iterate-once",
      proves: ["N12"],
      level: "error",
      says: "A server iterates a body once.",
      applies: "iteration",
      check: ({ step, response: { iterations } }) =>
        step === "iterate" && iterations > 0 ? "a second iterator" : undefined,
    },
    {
      id: "pull-one-at-a-time",
      proves: ["S55"],
      level: "error",
      says: "A server requests the next chunk after it received the previous one, never two at a time.",
      applies: "iteration",
      check: ({ step, response: { pulling } }) =>
        step === "pull" && pulling ? "next() while another is pending" : undefined,
    },
    {
      id: "pull-before-close",
      proves: ["N12"],
      level: "error",
      says: "A server requests no chunk after it closed the body.",
      applies: "iteration",
      check: ({ step, response: { closes } }) =>
        step === "pull" && closes > 0 ? "next() after return()" : undefined,
    },
    {
      id: "close-once",
      proves: ["S58", "M06"],
      level: "error",
      says: "A server calls a body's `return()` at most once.",
      applies: "iteration",
      check: ({ step, response: { closes } }) =>
        step === "close" && closes > 0 ? "a second return()" : undefined,
    },
    {
      id: "close-before-finish",
      proves: ["S58", "M06", "M07"],
      level: "error",
      says:
        "When the response ends, for whatever reason, each streamed body has been read to its end or closed by " +
        "`return()`, including a discarded one.",
      applies: "finish",
      check: ({ response: { ended, closes } }) => (ended || closes > 0 ? undefined : "a body left open"),
    },
    {
      id: "close-before-collection",
      proves: ["N17"],
      level: "warning",
      says: "No server or middleware drops a streamed body without closing it.",
      applies: "collected",
      check: ({ response: { ended, closes } }) =>
        ended || closes > 0 ? undefined : "a body dropped while open",
    },
  ],
};
