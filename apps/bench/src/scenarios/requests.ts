/** One request and response after the other. */
import { sha256 } from "../apps/_sha256.ts";
import {
  BYTES_TYPE,
  JSON_TYPE,
  KILOBYTE,
  TEXT,
  TEXT_TYPE,
  UPLOAD,
  WHOLE,
  headers,
  jsonOf,
} from "./_payload.ts";
import type { Scenario } from "./scenario.ts";

const metrics = ["cpu", "rate", "p50", "p99", "memory"] as const;
/** A client that uploads is not a browser, and sends few fields. */
const api = { accept: "application/json", "user-agent": headers["user-agent"]! };

export const requests: readonly Scenario[] = [
  {
    id: "text",
    title: "Small text",
    says: "GET with a browser's twelve header fields, answered with 18 bytes of text.",
    kind: "requests",
    request: { method: "GET", path: "/text", headers },
    answer: { status: 200, type: TEXT_TYPE, body: TEXT },
    metrics,
  },
  {
    id: "json",
    title: "JSON, 12 header fields read",
    says: "GET; the response contains twelve header fields of the request, as JSON.",
    kind: "requests",
    request: { method: "GET", path: "/json", headers },
    answer: { status: 200, type: JSON_TYPE, body: jsonOf((name) => headers[name]) },
    metrics,
  },
  {
    id: "echo",
    title: "POST, 1 kB of JSON echoed",
    says: "The body is parsed as JSON, and the response is the value, serialised again.",
    kind: "requests",
    request: {
      method: "POST",
      path: "/echo",
      headers: { ...api, "content-type": "application/json" },
      body: KILOBYTE,
    },
    answer: { status: 200, type: JSON_TYPE, body: KILOBYTE },
    metrics,
  },
  {
    id: "hash",
    title: "POST, 64 kB hashed",
    says: "The body is read as bytes, and the response is their SHA-256.",
    kind: "requests",
    request: { method: "POST", path: "/hash", headers: { ...api, "content-type": BYTES_TYPE }, body: UPLOAD },
    answer: { status: 200, type: TEXT_TYPE, body: sha256(UPLOAD) },
    warmUp: 0.5,
    metrics,
  },
  {
    id: "whole",
    title: "1 MiB, whole",
    says: "The response is one array of bytes, sent with its length.",
    kind: "requests",
    request: { method: "GET", path: "/whole", headers: api },
    answer: { status: 200, type: BYTES_TYPE, body: WHOLE },
    warmUp: 0.5,
    metrics,
  },
  {
    id: "chunks",
    title: "1 MiB, in 64 chunks",
    says: "The response is a stream of 64 pieces of 16 KiB; by hand it is Node's own pipe.",
    kind: "requests",
    request: { method: "GET", path: "/chunks", headers: api },
    answer: { status: 200, type: BYTES_TYPE, body: WHOLE, isStreamed: true },
    warmUp: 0.5,
    metrics,
  },
  {
    id: "deep",
    title: "Small text behind ten middleware",
    says: "Ten middleware that pass everything on, each in its framework's way, in front of the small text.",
    kind: "requests",
    request: { method: "GET", path: "/deep", headers },
    answer: { status: 200, type: TEXT_TYPE, body: TEXT },
    metrics,
    isWhole: true,
  },
  {
    id: "chain",
    title: "Production chain",
    says:
      "The usual middleware of an application: log, security headers, CORS, compression, limits, sessions; " +
      "then the small text. Hono compresses it nevertheless.",
    kind: "requests",
    request: { method: "GET", path: "/text", headers },
    answer: { status: 200, type: TEXT_TYPE, body: TEXT, isStreamed: "either" },
    metrics,
    isWhole: true,
  },
];
