import { fetchLacks, type Lacks } from "@tsgi/conformance";

const noVersion = "Deno tells no version of HTTP: every request looks like HTTP/1.1";
const staysOpen = "Deno sends `Connection: close` with our 400, and does not close";
const noEnd = "Deno takes an upload for complete whose stream of HTTP/2 was reset";
const slow = {
  cannotRun:
    "Deno sends 64 KB in some 40 ms over HTTP/2: the 64 MB of the case would take longer than allowed",
};
const noLength = "Deno sends 205 without Content-Length, even a declared one: its end cannot be detected";

/** Gaps of Deno itself: a handler without TSGI has them too. */
export const denoLacks: Lacks = {
  ...fetchLacks,
  asteriskTarget: "Deno turns `*` into `/*`",
  expectReuse: "Deno sends `100 Continue` when the handler answers without reading",
  halfClose: "Deno drops a request after its client has ended its side",
  "case:http10": noVersion,
  "case:input-whole-after-leaving": {
    cannotRun: "Deno may drop the received part of a body when its client disconnects",
  },
  "case:log-broken-upload-body": {
    cannotRun: "Deno itself logs that the stream of a response has failed, whichever side caused it",
  },
  "case:expect-http10": "Deno sends `100 Continue` also to HTTP/1.0 clients",
  "case:reset-content": noLength,
  "case:head-method-in-step": noLength,
  "case:keep-alive": {
    cannotRun:
      "Deno may close a connection if the upload arrives while the response is sent: rarely, since ours is read to its end",
  },
  "case:host-missing": `${noVersion}, and HTTP/1.0 needs no Host`,
  "case:ambiguous-same-lengths": staysOpen,
  "case:ambiguous-two-types": staysOpen,
  "case:ambiguous-bare-lf": "Deno takes a bare LF for the end of a line, and shows nothing of it",
  "case:huge-head": "Deno refuses a head of 200,000 bytes with 400, not 431",
};

/** The same over HTTP/2. */
export const denoHttp2Lacks: Lacks = {
  ...fetchLacks,
  "case:environ-server": noVersion,
  "case:input-truncated-bytes-chunked": noEnd,
  "case:input-truncated-iterate-chunked": noEnd,
  "case:input-truncated-stream-chunked": noEnd,
  "case:input-reset-bytes-chunked": noEnd,
  "case:input-reset-iterate-chunked": noEnd,
  "case:input-reset-stream-chunked": noEnd,
  "case:input-whole-after-leaving": "Deno drops what came of a stream of HTTP/2 that the client has reset",
  "case:stream-undelayed-sync": {
    cannotRun:
      "Deno sends a frame of HTTP/2 at some time after the next turn of its loop, which may be soon enough",
  },
  "case:stream-slow-client-sync": slow,
  "case:stream-slow-client-async": slow,
  "case:stream-slow-client-stream": slow,
  "case:writer-paced": slow,
};
