import {
  anInteger,
  aBoolean,
  milliseconds,
  serveChecks,
  type Check,
  type Checks,
  type ServeOptions,
} from "@tsgi/core/server";

const aHeadSize: Check = {
  is: (value) => Number.isInteger(value) && (value as number) >= 1024,
  must: "a whole number of bytes, 1024 or more",
};

/** Returns the checks for the options that Node supports. */
export function nodeServeChecks(): Checks<ServeOptions> {
  return {
    ...serveChecks(),
    http2: aBoolean,
    maxConcurrentStreams: anInteger(1, 2 ** 32 - 1),
    headersTimeout: milliseconds,
    requestTimeout: milliseconds,
    keepAliveTimeout: milliseconds,
    maxHeaderSize: aHeadSize,
  };
}
