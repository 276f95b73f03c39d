/**
 * Lists every coded error of TSGI, one row each: `new TsgiError(TSGI_START_TWICE)`. A row has a message, which states the rule
 * and what to do; the HTTP status of a bare server's response when the application does not catch the error, by default 500;
 * and the package that the rule belongs to, by default `core`. docs/errors.md is generated from these rows.
 *
 * Each row is a constant of its own, so that a bundler drops the rows that an adapter never throws.
 */

export const TSGI_APPLICATION_INVALID = {
  code: "TSGI_APPLICATION_INVALID",
  message:
    "An application must be a function (environ, startResponse) => body, an object with handle, or a class of iterables",
} as const;
export const TSGI_STATUS_INVALID = {
  code: "TSGI_STATUS_INVALID",
  message: "The status must be an integer from 200 to 599, without a reason phrase",
} as const;
export const TSGI_HEADERS_INVALID = {
  code: "TSGI_HEADERS_INVALID",
  message: "Headers must be an array of [name, value] pairs of strings",
} as const;
export const TSGI_HEADER_NAME_INVALID = {
  code: "TSGI_HEADER_NAME_INVALID",
  message: "A header name must be an RFC 9110 token: letters, digits and -",
} as const;
export const TSGI_HEADER_VALUE_INVALID = {
  code: "TSGI_HEADER_VALUE_INVALID",
  message:
    "A header value must not contain control characters or characters above U+00FF; Content-Length must be one number",
} as const;
export const TSGI_HEADER_HOP_BY_HOP = {
  code: "TSGI_HEADER_HOP_BY_HOP",
  message: "This header belongs to the connection: leave it to the server",
} as const;
export const TSGI_START_TWICE = {
  code: "TSGI_START_TWICE",
  message: "startResponse was called twice: to replace the head, pass the error as the third argument",
} as const;
export const TSGI_NOT_STARTED = {
  code: "TSGI_NOT_STARTED",
  message: "Call startResponse before the first non-empty chunk and before the body ends",
} as const;
export const TSGI_BODY_INVALID = {
  code: "TSGI_BODY_INVALID",
  message: "A body must be null, a string, a Uint8Array, an iterable of these, or a ReadableStream",
} as const;
export const TSGI_CHUNK_INVALID = {
  code: "TSGI_CHUNK_INVALID",
  message: "A chunk must be a string or a Uint8Array",
} as const;
export const TSGI_BODY_TOO_SHORT = {
  code: "TSGI_BODY_TOO_SHORT",
  message: "The body ended before the declared Content-Length: declare the exact length, or none",
} as const;
export const TSGI_BODY_TOO_LONG = {
  code: "TSGI_BODY_TOO_LONG",
  message: "The body exceeds the declared Content-Length and was cut off: declare the exact length, or none",
} as const;
export const TSGI_ERROR_MISSING = {
  code: "TSGI_ERROR_MISSING",
  message: "Throw or reject with an Error, not with undefined or null",
} as const;
export const TSGI_WRITE_EARLY = {
  code: "TSGI_WRITE_EARLY",
  message: "Call startResponse before write",
} as const;
export const TSGI_WRITE_LATE = {
  code: "TSGI_WRITE_LATE",
  message: "write was called after the end of the response: await every write",
} as const;
export const TSGI_INPUT_USED = {
  code: "TSGI_INPUT_USED",
  message: "The request body was already read: read it once, and share the result with environ.set",
} as const;
export const TSGI_INPUT_TOO_LARGE = {
  code: "TSGI_INPUT_TOO_LARGE",
  status: 413,
  message: "The request body exceeds the limit: raise it, or read a stream",
} as const;
export const TSGI_INPUT_TRUNCATED = {
  code: "TSGI_INPUT_TRUNCATED",
  status: 400,
  message: "The client disconnected before the request body was complete: discard what was read",
} as const;
export const TSGI_INPUT_TOO_SLOW = {
  code: "TSGI_INPUT_TOO_SLOW",
  status: 408,
  message: "The client sent the request body too slowly: let it retry, or relax the limits",
} as const;
export const TSGI_INPUT_JSON = {
  code: "TSGI_INPUT_JSON",
  status: 400,
  message: "The request body is not valid JSON",
} as const;
export const TSGI_BUFFER_LIMIT = {
  code: "TSGI_BUFFER_LIMIT",
  message: "The response body exceeds the limit: raise it, or map the body chunk by chunk",
} as const;
export const TSGI_CLIENT_GONE = {
  code: "TSGI_CLIENT_GONE",
  status: 499,
  message: "The client disconnected before the response was complete: stop working on it",
} as const;
export const TSGI_KEY_INVALID = {
  code: "TSGI_KEY_INVALID",
  message: `A key's name must be lower case and dotted, and start with a prefix of your own: "acme.user"`,
} as const;
export const TSGI_MIDDLEWARE_INVALID = {
  code: "TSGI_MIDDLEWARE_INVALID",
  message:
    "A middleware must be a function: (app) => application, or (request, response, next) for fromConnect; call the function that returns it",
} as const;
export const TSGI_MOUNT_INVALID = {
  code: "TSGI_MOUNT_INVALID",
  message:
    'A mount point must be "/path", "host.example", "*.host.example" or "host.example/path", each once',
} as const;
export const TSGI_WSGI_STATUS = {
  code: "TSGI_WSGI_STATUS",
  message: "A WSGI status must be three digits, a space and a reason phrase: 200 OK",
} as const;
export const TSGI_OPTION_INVALID = {
  code: "TSGI_OPTION_INVALID",
  message: "The value of an option is invalid",
} as const;
export const TSGI_LISTEN_FAILED = {
  code: "TSGI_LISTEN_FAILED",
  message:
    "The server cannot listen here: choose another port, address or socket path, or stop the process that uses it",
} as const;
export const TSGI_STARTUP_FAILED = {
  code: "TSGI_STARTUP_FAILED",
  message: "The application's startup failed: fix the cause",
} as const;
export const TSGI_RULE = {
  code: "TSGI_RULE",
  package: "validator",
  message: "A rule of the contract is broken: see docs/spec.md",
} as const;
export const TSGI_HEAD_LATE = {
  code: "TSGI_HEAD_LATE",
  package: "middleware",
  message: "A header must be set before startResponse is called",
} as const;
export const TSGI_SESSION_TOO_LARGE = {
  code: "TSGI_SESSION_TOO_LARGE",
  package: "middleware",
  message: "A session in a cookie must not exceed 4096 bytes: keep less in it, or pass a store",
} as const;
export const TSGI_EVENT_UNKNOWN = {
  code: "TSGI_EVENT_UNKNOWN",
  package: "aws-lambda",
  status: 400,
  message: "The event must be an HTTP event of API Gateway, a Function URL, ALB, VPC Lattice or Lambda@Edge",
} as const;
export const TSGI_INPUT_WITHHELD = {
  code: "TSGI_INPUT_WITHHELD",
  package: "aws-lambda",
  message: "CloudFront forwards a request body only if the trigger includes it: choose Include body",
} as const;
export const TSGI_LAMBDA_RESULT = {
  code: "TSGI_LAMBDA_RESULT",
  package: "aws-lambda",
  status: 502,
  message: "A result must have a status from 200 to 599, headers of strings, and a body of text or base64",
} as const;
export const TSGI_LAMBDA_TIMEOUT = {
  code: "TSGI_LAMBDA_TIMEOUT",
  package: "aws-lambda",
  status: 504,
  message: "A function must respond within its timeout: raise it, or respond sooner",
} as const;
export const TSGI_URL_INVALID = {
  code: "TSGI_URL_INVALID",
  package: "fetch",
  status: 400,
  message: "Host must be a valid host of a URL",
} as const;
export const TSGI_RESPONSE_INVALID = {
  code: "TSGI_RESPONSE_INVALID",
  package: "fetch",
  message: "Return a Response with a status from 200 to 599",
} as const;
export const TSGI_RESPONSE_USED = {
  code: "TSGI_RESPONSE_USED",
  package: "fetch",
  message: "The Response's body was already read: call clone() first",
} as const;
export const TSGI_BODY_PARSED = {
  code: "TSGI_BODY_PARSED",
  package: "node",
  message:
    "A body parser consumed the request body: mount the application before it, or pass captureRawBody() to it",
} as const;
export const TSGI_LISTENER_TIMEOUT = {
  code: "TSGI_LISTENER_TIMEOUT",
  package: "node",
  message: "A listener must respond within its timeout",
} as const;
export const TSGI_LISTENER_DESTROYED = {
  code: "TSGI_LISTENER_DESTROYED",
  package: "node",
  message: "A listener must not destroy the connection before its response has ended",
} as const;
