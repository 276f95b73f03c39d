/**
 * Capabilities that a case may require beyond the contract that all hosts follow. A host that lacks one names it in `lacks`,
 * with the reason. `http1` marks capabilities that exist only in HTTP/1: a suite that runs over HTTP/2 lacks them.
 */
export const capabilities = {
  rawSocket: { says: "the suite opens its own connection and controls every byte of HTTP/1", http1: true },
  http10: { says: "HTTP/1.0 requests are answered", http1: true },
  keepAlive: { says: "a connection serves one request after another", http1: true },
  pipelining: { says: "requests may be sent before the previous response has arrived", http1: true },
  halfClose: { says: "a client that has ended its side of the connection is still answered", http1: true },
  expectContinue: {
    says: "the client receives `100 Continue` when the application reads the body",
    http1: true,
  },
  expectReuse: {
    says: "`100 Continue` is not sent if the application responds without reading",
    http1: true,
  },
  chunkedUpload: { says: "request bodies may arrive in chunks, without Content-Length" },
  ownDate: { says: "responses carry the host's Date" },
  methodCase: { says: "any token is a method, and its case is kept" },
  customMethod: { says: "methods outside RFC 9110, for example PURGE, reach the application" },
  rawTarget: { says: "the request target reaches the application byte for byte" },
  encodedPath: { says: "the path reaches the application with its original encoding" },
  rawQuery: { says: "the query reaches the application byte for byte" },
  absoluteTarget: { says: "a request target may be a whole URL", http1: true },
  asteriskTarget: { says: "`OPTIONS *` reaches the application" },
  rawFields: { says: "order and duplicates of request header fields are kept" },
  fieldCase: { says: "the case of request header names is kept", http1: true },
  repeatedFields: { says: "a repeated response header is sent as several fields" },
  latin1Fields: { says: "header values may contain bytes above 7F, one character per byte" },
  emptyFields: { says: "an empty header is distinguishable from a missing one" },
  plainFields: {
    says: "response headers are neither added nor removed, except those of the connection",
  },
  remoteAddress: { says: "the address and port of the peer are known" },
  requestStreaming: { says: "the application sees the first bytes of an upload before its last" },
  truncatedUpload: { says: "an aborted upload is distinguishable from a complete one" },
  bigUpload: { says: "uploads of 50 MB are possible" },
  streaming: { says: "chunks of a response reach the client as they are produced" },
  backpressure: { says: "a client that does not read stops the body from being pulled" },
  disconnect: { says: "the host notices when a client disconnects" },
  brokenBody: { says: "a response that fails half-way is distinguishable from a complete one" },
  headResponse: { says: "HEAD may declare a Content-Length without sending a body" },
  contentLength: { says: "the Content-Length of a whole body reaches the client" },
  concurrency: { says: "one process handles several requests at once" },
  ownProcess: { says: "the host runs in a different thread or process from the suite" },
  outliving: { says: "a response does not wait for the work passed to `environ.waitUntil`" },
  log: { says: "the suite can read the host's log" },
  bareErrors: { says: "an error before the head is answered with TSGI's plain 500" },
  earlyHints: { says: "`environ.earlyHints` sends 103" },
  trailers: { says: "`environ.trailers` sends trailer fields" },
  fileBody: { says: "`environ.fileBody` sends a file from the host's disk" },
  openFiles: { says: "open files can be counted, in /proc/self/fd" },
} as const;

/** Name of a {@link capabilities | capability}. */
export type Capability = keyof typeof capabilities;
