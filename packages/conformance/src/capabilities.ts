/**
 * What a case may need of a host beyond the contract that all hosts keep. A host that lacks one names it in `lacks`,
 * with the reason. `http1` marks what exists in HTTP/1 only: a suite that runs over HTTP/2 lacks it.
 */
export const capabilities = {
  rawSocket: { says: "the suite opens its own connection and decides every byte of HTTP/1", http1: true },
  http10: { says: "requests of HTTP/1.0 are answered", http1: true },
  keepAlive: { says: "a connection serves one request after another", http1: true },
  pipelining: { says: "requests may be sent before the answer to the one before has come", http1: true },
  halfClose: { says: "a client that has ended its side of the connection is still answered", http1: true },
  expectContinue: {
    says: "the client hears `100 Continue` when the application reads the body",
    http1: true,
  },
  expectReuse: {
    says: "`100 Continue` is not sent when the application answers without reading",
    http1: true,
  },
  chunkedUpload: { says: "request bodies may come in chunks, without Content-Length" },
  ownDate: { says: "responses carry the host's Date" },
  methodCase: { says: "any token is a method, and its case is kept" },
  customMethod: { says: "methods outside of RFC 9110, PURGE say, reach the application" },
  rawTarget: { says: "the request target reaches the application byte for byte" },
  encodedPath: { says: "the path reaches the application as it was encoded" },
  rawQuery: { says: "the query reaches the application byte for byte" },
  absoluteTarget: { says: "a request target may be a whole URL", http1: true },
  asteriskTarget: { says: "`OPTIONS *` reaches the application" },
  rawFields: { says: "order and duplicates of request header fields are kept" },
  fieldCase: { says: "the case of request header names is kept", http1: true },
  repeatedFields: { says: "a response header that repeats goes out as several fields" },
  latin1Fields: { says: "header values carry bytes above 7F, one character for each byte" },
  emptyFields: { says: "a header that is sent empty can be told from one that is not sent" },
  plainFields: {
    says: "nothing is added to or taken from the response headers, apart from the connection's own",
  },
  remoteAddress: { says: "the address and port of the peer are known" },
  requestStreaming: { says: "the application sees the first bytes of an upload before its last" },
  truncatedUpload: { says: "an upload that breaks off is told from one that ends" },
  bigUpload: { says: "uploads of 50 MB are possible" },
  streaming: { says: "chunks of a response reach the client as they are made" },
  backpressure: { says: "a client that does not read stops the body from being pulled" },
  disconnect: { says: "the host knows when a client leaves" },
  brokenBody: { says: "a response that fails half-way is told from one that ends" },
  headResponse: { says: "HEAD may tell a Content-Length without sending a body" },
  contentLength: { says: "the Content-Length of a whole body reaches the client" },
  concurrency: { says: "one process answers several requests at once" },
  ownProcess: { says: "the host runs in another thread or process than the suite" },
  outliving: { says: "a response does not wait for the work that `environ.waitUntil` was given" },
  log: { says: "the suite can read what the host logged" },
  bareErrors: { says: "an error before the head is answered by TSGI's own plain 500" },
  earlyHints: { says: "`environ.earlyHints` sends 103" },
  trailers: { says: "`environ.trailers` sends trailer fields" },
  fileBody: { says: "`environ.fileBody` sends a file of the host's disk" },
  openFiles: { says: "open files can be counted, in /proc/self/fd" },
} as const;

/** Name of a {@link capabilities | capability}. */
export type Capability = keyof typeof capabilities;
