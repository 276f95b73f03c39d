import { isBytes, show } from "@tsgi/core/server";
import type { Topic } from "../rule.ts";

/** Rules for the request body and the log. */
export const streamRules: Topic = {
  title: "input and errors",
  rules: [
    {
      id: "input-chunk",
      proves: ["S71"],
      level: "error",
      says: "The request body arrives as Uint8Array.",
      applies: "input",
      check: ({ done, chunk }) => (done || isBytes(chunk) ? undefined : show(chunk)),
    },
    {
      id: "input-length",
      proves: ["S30"],
      level: "error",
      says: "The request body has as many bytes as its `Content-Length` declares; a truncated one rejects.",
      applies: "input",
      check: ({ done, received, declared }) => {
        if (declared === undefined || (done ? received === declared : received <= declared)) return undefined;
        return `${received} of ${declared} bytes`;
      },
    },
    {
      id: "input-end",
      proves: ["S32"],
      level: "error",
      says: "After its end the request body stays at the end.",
      applies: "input",
      check: ({ done, ended }) => (ended && !done ? "a chunk after the end" : undefined),
    },
    {
      id: "stream-members",
      proves: ["A11"],
      level: "warning",
      says: "An application uses only those members of `input` and `errors` that the contract names.",
      applies: "member",
      check: ({ object, member }) => (CLOSING.has(member) ? undefined : `${object}.${member}`),
    },
    {
      id: "stream-closing",
      proves: ["A11"],
      level: "error",
      says: "An application does not close `input` or `errors`: they belong to the server.",
      applies: "member",
      check: ({ object, member }) => (CLOSING.has(member) ? `${object}.${member}` : undefined),
    },
    {
      id: "errors-text",
      proves: ["S22"],
      level: "error",
      says: "An application writes text to `errors`, as a string.",
      applies: "write",
      check: ({ text }) => (typeof text === "string" ? undefined : show(text)),
    },
    {
      id: "errors-line-ends",
      proves: ["A13"],
      level: "warning",
      says: "Lines of the log end with `\\n` alone.",
      applies: "write",
      check: ({ text }) =>
        typeof text === "string" && text.includes("\r") ? "a carriage return" : undefined,
    },
  ],
};

const CLOSING = new Set(["close", "destroy", "cancel", "end", "return"]);
