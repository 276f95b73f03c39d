/** Middleware in front of the applications. */
import { recommended, type RecommendedOptions } from "@tsgi/middleware/recommended";
import { settings } from "#settings";

const { log } = settings;

const common: RecommendedOptions = {
  accessLog: log === undefined ? false : { format: log, skip: ({ target }) => target === "/health" },
};

/**
 * For applications that compare versions of what they send: their strong tags would be weak once a body is compressed, and a
 * client could not change by If-Match what it has just read.
 */
const ownVersions: RecommendedOptions = { ...common, compress: false, conditionalGet: false, etag: false };

/** The recommended chain: every answer has an id and the security headers that it does not set itself. */
export const chain = recommended(common);

/** For an API that handles conditions itself. */
export const apiChain = recommended(ownVersions);

/** For uploads, whose limits are the application's own. */
export const filesChain = recommended({ ...ownVersions, bodyLimit: false });

/**
 * For httpbin, whose clients want to see what a server sends, to the byte: it may be called by pages of every origin, and has a
 * limit of its own for bodies. It gets an id, a time limit, and responses to failures.
 */
export const verbatimChain = recommended({
  ...ownVersions,
  securityHeaders: false,
  csrf: false,
  bodyLimit: false,
});
