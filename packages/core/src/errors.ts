/** What a row of {@link errorTable} tells of a code. */
export interface ErrorEntry {
  /** What must be, and so what to do. */
  readonly message: string;
  /** The HTTP status a bare server answers with when the application lets the error through. Default: 500. */
  readonly status?: number;
  /** The package whose rule it is. Default: `core`. */
  readonly package?: string;
}

/** Every coded error of TSGI. docs/errors.md is generated from this table. Terse, since every adapter ships it. */
export const errorTable = {
  TSGI_APPLICATION_INVALID: {
    message:
      "An application is a function (environ, startResponse) => body, an object with handle, or a class of iterables",
  },
  TSGI_STATUS_INVALID: { message: "The status must be an integer from 200 to 599, without a reason phrase" },
  TSGI_HEADERS_INVALID: { message: "Headers must be an array of [name, value] pairs of strings" },
  TSGI_HEADER_NAME_INVALID: { message: "A header name must be an RFC 9110 token: letters, digits and -" },
  TSGI_HEADER_VALUE_INVALID: {
    message:
      "A header value must have no control characters and nothing above U+00FF; a length must be one number",
  },
  TSGI_HEADER_HOP_BY_HOP: { message: "Leave this header to the server: it belongs to the connection" },
  TSGI_START_TWICE: {
    message: "startResponse was called twice: pass the error as third argument to replace the head",
  },
  TSGI_NOT_STARTED: { message: "Call startResponse before the first chunk that is not empty, or the end" },
  TSGI_BODY_INVALID: {
    message: "A body must be null, a string, a Uint8Array, an iterable of these, or a ReadableStream",
  },
  TSGI_CHUNK_INVALID: { message: "A chunk must be a string or a Uint8Array" },
  TSGI_BODY_TOO_SHORT: {
    message: "The body ended before the declared Content-Length: declare the exact length, or none",
  },
  TSGI_BODY_TOO_LONG: {
    message: "The body exceeds the declared Content-Length, and was cut: declare the exact length, or none",
  },
  TSGI_WRITE_EARLY: { message: "Call startResponse before write" },
  TSGI_WRITE_LATE: { message: "write was called after the end of the response: await every write" },
  TSGI_INPUT_USED: {
    message: "The request body was read before: read it once, and hand the result on with environ.set",
  },
  TSGI_INPUT_TOO_LARGE: {
    status: 413,
    message: "The request body is larger than the limit: pass a larger one, or read a stream",
  },
  TSGI_INPUT_TRUNCATED: {
    status: 400,
    message: "The client left before the request body was complete: discard what was read",
  },
  TSGI_INPUT_JSON: { status: 400, message: "The request body is no JSON" },
  TSGI_BUFFER_LIMIT: {
    message: "The response body is larger than the limit: pass a larger one, or map it chunk by chunk",
  },
  TSGI_CLIENT_GONE: {
    status: 499,
    message: "The client left before the response was complete: stop working for it",
  },
  TSGI_KEY_INVALID: {
    message: `A key's name must be lower case and dotted, and begin with your own: "acme.user"`,
  },
  TSGI_MOUNT_INVALID: {
    message:
      'A place to mount at is "/path", "host.example", "*.host.example" or "host.example/path", each once',
  },
  TSGI_WSGI_STATUS: { message: "A WSGI status has three digits, a space and a reason phrase: 200 OK" },
  TSGI_OPTION_INVALID: { message: "This value of an option cannot be used" },
  TSGI_LISTEN_FAILED: {
    message:
      "The server cannot listen here: choose another port, address or socket path, or stop what holds it",
  },
  TSGI_STARTUP_FAILED: { message: "The application's startup failed: mend what the cause tells" },
  TSGI_RULE: { package: "validator", message: "A rule of the contract is broken, see docs/spec.md" },
  TSGI_HEAD_LATE: {
    package: "middleware",
    message: "A header must be set before startResponse is called",
  },
  TSGI_SESSION_TOO_LARGE: {
    package: "middleware",
    message: "A session in a cookie has 4096 bytes at most: keep less in it, or give a store",
  },
  TSGI_EVENT_UNKNOWN: {
    package: "aws-lambda",
    status: 400,
    message: "The event is no HTTP event of API Gateway, a Function URL, ALB, VPC Lattice or Lambda@Edge",
  },
  TSGI_LAMBDA_RESULT: {
    package: "aws-lambda",
    status: 502,
    message: "A result must have a status of 200 to 599, headers of text, and a body of text or base64",
  },
  TSGI_LAMBDA_TIMEOUT: {
    package: "aws-lambda",
    status: 504,
    message: "A function must answer within its timeout: pass a longer one, or answer",
  },
  TSGI_URL_INVALID: {
    package: "fetch",
    status: 400,
    message: "Host must be a URL's host",
  },
  TSGI_RESPONSE_INVALID: {
    package: "fetch",
    message: "Give a Response of status 200 to 599",
  },
  TSGI_RESPONSE_USED: {
    package: "fetch",
    message: "The Response's body was read: clone() it before",
  },
  TSGI_BODY_PARSED: {
    package: "node",
    message:
      "A body parser consumed the request body: mount the application before it, or give it captureRawBody()",
  },
  TSGI_LISTENER_TIMEOUT: {
    package: "node",
    message: "A listener must answer within its timeout",
  },
  TSGI_LISTENER_DESTROYED: {
    package: "node",
    message: "A listener must not destroy the connection before its answer has ended",
  },
} as const;

/** A code of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;

/**
 * The one error class of TSGI.
 *
 * A bare server answers with the error's status; it never sends the message.
 *
 * @example
 * try {
 *   await environ.input.bytes({ limit: 1024 });
 * } catch (error) {
 *   if (error instanceof TsgiError && error.code === "TSGI_INPUT_TOO_LARGE") startResponse(413, []);
 * }
 */
export class TsgiError extends Error {
  override readonly name = "TsgiError";
  readonly code: ErrorCode;
  readonly status: number;

  /**
   * @param code a row of the table
   * @param seen the value that was seen, already fit to print
   * @param cause what led to it
   */
  constructor(code: ErrorCode, seen?: string, cause?: unknown) {
    const { message, status = 500, package: owner = "core" }: ErrorEntry = errorTable[code];
    const got = seen === undefined ? "" : ` (${seen})`;
    super(`[tsgi/${owner}] ${code}: ${message}${got}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
  }
}
