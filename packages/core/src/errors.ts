/** What a row of {@link errorTable} tells of a code. */
export interface ErrorEntry {
  /** The package whose rule it is. */
  readonly package: string;
  /** The HTTP status a bare server answers with when the application lets the error through. */
  readonly status: number;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly advice: string;
}

/** Every coded error of TSGI. docs/errors.md is generated from this table. */
export const errorTable = {
  TSGI_APPLICATION_INVALID: {
    package: "core",
    status: 500,
    message: "This is no application",
    advice:
      "Pass a function (environ, startResponse) => body, an object with handle, or a class of iterables.",
  },
  TSGI_STATUS_INVALID: {
    package: "core",
    status: 500,
    message: "The status is no integer from 200 to 599",
    advice: "Pass the number alone, without a reason phrase.",
  },
  TSGI_HEADERS_INVALID: {
    package: "core",
    status: 500,
    message: "The headers are no array of [name, value] pairs of strings",
    advice: 'Pass [["content-type", "text/plain"]]; convert numbers with String().',
  },
  TSGI_HEADER_NAME_INVALID: {
    package: "core",
    status: 500,
    message: "The header name is no RFC 9110 token",
    advice: "Use letters, digits and - only.",
  },
  TSGI_HEADER_VALUE_INVALID: {
    package: "core",
    status: 500,
    message: "The header value cannot be sent",
    advice: "Remove control characters and everything above U+00FF; encode what remains (RFC 8187).",
  },
  TSGI_HEADER_HOP_BY_HOP: {
    package: "core",
    status: 500,
    message: "The header belongs to the connection, which the server owns",
    advice: "Leave it out; the server sets it where it is needed.",
  },
  TSGI_START_TWICE: {
    package: "core",
    status: 500,
    message: "startResponse was called a second time without an error",
    advice: "Pass the error as third argument to replace a head, or call it once.",
  },
  TSGI_NOT_STARTED: {
    package: "core",
    status: 500,
    message: "The body came before startResponse was called",
    advice: "Call startResponse before the first chunk that is not empty.",
  },
  TSGI_BODY_INVALID: {
    package: "core",
    status: 500,
    message: "The application returned something that is no body",
    advice: "Return null, a string, a Uint8Array, an iterable of these, or a ReadableStream.",
  },
  TSGI_CHUNK_INVALID: {
    package: "core",
    status: 500,
    message: "The body yielded something that is neither string nor Uint8Array",
    advice: "Convert the chunk before it is yielded.",
  },
  TSGI_BODY_TOO_SHORT: {
    package: "core",
    status: 500,
    message: "The body ended before the declared Content-Length",
    advice: "Declare the exact length, or none.",
  },
  TSGI_BODY_TOO_LONG: {
    package: "core",
    status: 500,
    message: "The body is longer than the declared Content-Length; the rest was dropped",
    advice: "Declare the exact length, or none.",
  },
  TSGI_WRITE_EARLY: {
    package: "core",
    status: 500,
    message: "write was called before startResponse",
    advice: "Call startResponse first.",
  },
  TSGI_WRITE_LATE: {
    package: "core",
    status: 500,
    message: "write was called after the end of the response",
    advice: "Await every write before the application returns.",
  },
  TSGI_INPUT_USED: {
    package: "core",
    status: 500,
    message: "The request body was read before",
    advice: "Read it once, and hand the result on with environ.set.",
  },
  TSGI_INPUT_TOO_LARGE: {
    package: "core",
    status: 413,
    message: "The request body is larger than the limit",
    advice: "Pass a larger limit, or read the body as a stream.",
  },
  TSGI_INPUT_TRUNCATED: {
    package: "core",
    status: 400,
    message: "The client left before the request body was complete",
    advice: "Discard what was read.",
  },
  TSGI_INPUT_JSON: {
    package: "core",
    status: 400,
    message: "The request body is no JSON",
    advice: "Answer 400, or let the error through.",
  },
  TSGI_BUFFER_LIMIT: {
    package: "core",
    status: 500,
    message: "The response body is larger than the limit it is buffered with",
    advice: "Pass a larger limit, or map the body chunk by chunk.",
  },
  TSGI_CLIENT_GONE: {
    package: "core",
    status: 499,
    message: "The client left before the response was complete",
    advice: "Stop working for it; nothing can be sent any more.",
  },
  TSGI_KEY_INVALID: {
    package: "core",
    status: 500,
    message: "The key's name is not lower case and dotted",
    advice: 'Begin with your own name: createKey("acme.user").',
  },
  TSGI_MOUNT_INVALID: {
    package: "core",
    status: 500,
    message: "The place to mount at is not valid",
    advice: 'Use "/path", "host.example", "*.host.example" or "host.example/path", each once.',
  },
  TSGI_WSGI_STATUS: {
    package: "core",
    status: 500,
    message: "The WSGI status is not of the form 200 OK",
    advice: "Pass three digits, a space and a reason phrase.",
  },
  TSGI_RULE: {
    package: "validator",
    status: 500,
    message: "A rule of the contract is broken",
    advice: "See the rule of that id in docs/spec.md.",
  },
  TSGI_OPTION_INVALID: {
    package: "core",
    status: 500,
    message: "An option has a value that cannot be used",
    advice: "See the option's documentation.",
  },
  TSGI_LISTEN_FAILED: {
    package: "node",
    status: 500,
    message: "The server cannot listen at this address",
    advice: "Choose another port, address or socket path, or stop what holds it.",
  },
  TSGI_STARTUP_FAILED: {
    package: "node",
    status: 500,
    message: "The application's startup failed",
    advice: "Mend what the cause tells.",
  },
  TSGI_EVENT_UNKNOWN: {
    package: "aws-lambda",
    status: 400,
    message: "The event is no HTTP event of a kind that is known",
    advice: "Invoke the function by API Gateway, a Function URL, ALB, VPC Lattice or Lambda@Edge.",
  },
  TSGI_BODY_PARSED: {
    package: "node",
    status: 500,
    message: "A body parser has consumed the request body, and its bytes cannot be had back",
    advice: "Mount the application before the parser, or give the parser captureRawBody().",
  },
} as const;

/** A code of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;

/**
 * The one error class of TSGI.
 *
 * A bare server answers an error of status 400 or 413, the client's mistakes, with that status, any other with 500; it
 * never sends the message.
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
    const entry: ErrorEntry = errorTable[code];
    const got = seen === undefined ? "" : `: ${seen}`;
    super(
      `[tsgi/${entry.package}] ${code}: ${entry.message}${got}. ${entry.advice}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.status = entry.status;
  }
}
