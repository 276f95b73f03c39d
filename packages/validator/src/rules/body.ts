import { HostBody } from "@tsgi/core";
import { isBytes, show } from "@tsgi/core/server";
import type { Topic } from "../rule.ts";
import { BODILESS } from "./_grammar.ts";

/** Rules for the body that an application returns. */
export const bodyRules: Topic = {
  title: "The body",
  rules: [
    {
      id: "body-returned",
      proves: ["A03"],
      level: "error",
      says: "An application returns a body; `null` is the empty one.",
      applies: "body",
      check: ({ body }) => (body === undefined ? "undefined" : undefined),
    },
    {
      id: "body-type",
      proves: ["A03"],
      level: "error",
      says:
        "A body is `null`, a string, a Uint8Array, an iterable or async iterable of these two, a ReadableStream, " +
        "or an object that a capability of the host created.",
      applies: "body",
      check: ({ body }) => (body === undefined || isBody(body) ? undefined : show(body)),
    },
    {
      id: "body-started",
      proves: ["A05"],
      level: "error",
      says: "An application that returns an object created by a capability of the host has called startResponse.",
      applies: "body",
      check: ({ body, response: { status } }) =>
        body instanceof HostBody && status === undefined ? "no call of startResponse" : undefined,
    },
    {
      id: "chunk-type",
      proves: ["A04"],
      level: "error",
      says: "A chunk is a string or a Uint8Array, not a number.",
      applies: "chunk",
      check: ({ chunk }) => (typeof chunk === "string" || isBytes(chunk) ? undefined : show(chunk)),
    },
    {
      id: "chunk-started",
      proves: ["A05"],
      level: "error",
      says: "An application calls startResponse before its first non-empty chunk.",
      applies: "chunk",
      check: ({ size, response: { status } }) =>
        size > 0 && status === undefined ? `${size} bytes before the call` : undefined,
    },
    {
      id: "chunk-length",
      proves: ["A23", "N03"],
      level: "error",
      says: "A body has no more bytes than its `Content-Length`.",
      applies: "chunk",
      check: ({ size, response: { bytes, declared = Infinity, status } }) =>
        bytes + size > declared && !BODILESS.has(status) ? `${bytes + size} of ${declared} bytes` : undefined,
    },
    {
      id: "chunk-forbidden",
      proves: ["N01"],
      level: "warning",
      says: "A response of status 204, 205 or 304 has no content.",
      applies: "chunk",
      check: ({ size, response: { status } }) =>
        size > 0 && BODILESS.has(status) ? `${size} bytes with status ${status}` : undefined,
    },
    {
      id: "chunk-content-type",
      proves: ["A28"],
      level: "warning",
      says: "A response with content has a `Content-Type`.",
      applies: "chunk",
      check: ({ size, response: { bytes, headers, status } }) =>
        size > 0 &&
        bytes === 0 &&
        !BODILESS.has(status) &&
        headers?.every(([name]) => name.toLowerCase() !== "content-type")
          ? "content without a type"
          : undefined,
    },
    {
      id: "chunk-storm",
      proves: ["A09"],
      level: "warning",
      says: "An application joins small pieces itself: it sends at most 100 chunks of fewer than 16 bytes.",
      applies: "chunk",
      check: ({ size, response: { smallChunks } }) =>
        smallChunks === 100 && size > 0 && size < 16 ? "101 of them" : undefined,
    },
    {
      id: "end-started",
      proves: ["A05"],
      level: "error",
      says: "An application has called startResponse before its body ends, even an empty one.",
      applies: "end",
      // Content without a head was reported at its first chunk.
      check: ({ response: { status, bytes } }) =>
        status === undefined && bytes === 0 ? "no call of startResponse" : undefined,
    },
    {
      id: "end-length",
      proves: ["A23", "A29", "N03"],
      level: "error",
      says: "A body has no fewer bytes than its `Content-Length`; only a response to HEAD may omit them all.",
      applies: "end",
      check: ({ response: { method, status, bytes, declared = 0 } }) => {
        if (bytes >= declared || BODILESS.has(status) || (method === "HEAD" && bytes === 0)) return undefined;
        return `${bytes} of ${declared} bytes`;
      },
    },
    {
      id: "error-let-through",
      proves: ["A07"],
      level: "error",
      says: "If startResponse throws an error back, the application lets that error reach the server.",
      applies: "failure",
      check: ({ error, response: { thrownBack } }) =>
        thrownBack !== undefined && thrownBack.error !== error
          ? `${String(error)} thrown instead`
          : undefined,
    },
    {
      id: "error-not-caught",
      proves: ["A07"],
      level: "error",
      says: "After startResponse threw an error back, the body has no more chunks.",
      applies: "chunk",
      check: ({ response: { thrownBack } }) => (thrownBack === undefined ? undefined : "another chunk"),
    },
    {
      id: "error-not-swallowed",
      proves: ["A07"],
      level: "error",
      says: "After startResponse threw an error back, the body does not end normally.",
      applies: "end",
      check: ({ response: { thrownBack } }) => (thrownBack === undefined ? undefined : "a clean end"),
    },
  ],
};

function isBody(body: unknown): boolean {
  if (body === null || typeof body === "string") return true;
  if (typeof body !== "object") return false;
  return isBytes(body) || "getReader" in body || Symbol.asyncIterator in body || Symbol.iterator in body;
}
