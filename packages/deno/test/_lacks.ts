import type { Lack, Lacks } from "@tsgi/conformance";
import { fetchLacks } from "../../fetch/test/_limits.ts";

const noVersion = "Deno tells no version of HTTP: every request looks like HTTP/1.1";
const staysOpen = "Deno sends `Connection: close` with our 400, and does not close";
const noEnd = "Deno takes an upload for complete whose stream of HTTP/2 was reset";
const slow = {
  cannotRun:
    "Deno sends 64 KB in some 40 ms over HTTP/2: the 64 MB of the case would take longer than it may",
};
const noLength = "Deno sends 205 without Content-Length, even a given one: its end cannot be told";

/** What Deno lacks, whatever runs on it: seen of a handler without TSGI, too. */
export const denoLacks: Lacks = {
  ...fetchLacks,
  asteriskTarget: "Deno makes `/*` of `*`",
  expectReuse: "Deno sends `100 Continue` when the handler answers without reading",
  halfClose: "Deno drops a request whose client has ended its side",
};

/** The same for single cases. */
export const denoLimits: Readonly<Record<string, Lack>> = {
  http10: noVersion,
  "input-whole-after-leaving": { cannotRun: "Deno may drop what came of a body when its client leaves" },
  "log-broken-upload-body": {
    cannotRun: "Deno logs by itself that the stream of a response has failed, whoever is to blame",
  },
  "expect-http10": "Deno sends `100 Continue` to clients of HTTP/1.0 too",
  "reset-content": noLength,
  "head-method-in-step": noLength,
  "keep-alive": {
    cannotRun:
      "Deno may close a connection whose upload comes while the answer is sent: seldom, since ours is read to its end",
  },
  "host-missing": `${noVersion}, and HTTP/1.0 needs no Host`,
  "ambiguous-same-lengths": staysOpen,
  "ambiguous-two-types": staysOpen,
  "ambiguous-bare-lf": "Deno takes a bare LF for the end of a line, and shows nothing of it",
  "huge-head": "Deno refuses a head of 200,000 bytes with 400, not 431",
};

/** The same for single cases over HTTP/2. */
export const denoLimitsOfHttp2: Readonly<Record<string, Lack>> = {
  "environ-server": noVersion,
  "input-truncated-bytes-chunked": noEnd,
  "input-truncated-iterate-chunked": noEnd,
  "input-truncated-stream-chunked": noEnd,
  "input-reset-bytes-chunked": noEnd,
  "input-reset-iterate-chunked": noEnd,
  "input-reset-stream-chunked": noEnd,
  "input-whole-after-leaving": "Deno drops what came of a stream of HTTP/2 that the client has reset",
  "stream-undelayed-sync": {
    cannotRun:
      "Deno sends a frame of HTTP/2 at some time after the next turn of its loop, which may be soon enough",
  },
  "stream-slow-client-sync": slow,
  "stream-slow-client-async": slow,
  "stream-slow-client-stream": slow,
  "writer-paced": slow,
};
