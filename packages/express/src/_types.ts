/**
 * The parts of Express's objects that TSGI reads: small types of its own, so that it imposes no version of @types/express.
 */
import type { NodeRequest, NodeResponse } from "@tsgi/node/adapter";

declare global {
  // The interfaces that @types/express has for additions: the keys show the additions of a middleware too.
  namespace Express {
    interface Request {}
    interface Response {}
  }
}

/** The part of an Express request that TSGI reads. */
export interface ExpressRequest extends NodeRequest, Express.Request {
  /** The target as the client sent it; absent outside of Express. */
  readonly originalUrl?: string;
  /** The mount of the handler: the part of the path that was matched, as sent, without a slash at its end. */
  readonly baseUrl?: string;
  /** The rest of the target. Express adds a slash before it if there is none. */
  readonly url: string;
  /** The result of a body parser. */
  readonly body?: unknown;
  /** The bytes of the body, if `captureRawBody()` or a host such as Cloud Functions keeps them. */
  readonly rawBody?: unknown;
  /** True if something has read from the body. */
  readonly readableDidRead: boolean;
  /** Scheme and address of the client, according to Express's setting "trust proxy". */
  readonly protocol: string;
  readonly ip?: string | undefined;
}

/** The part of an Express response that TSGI uses. */
export interface ExpressResponse extends NodeResponse, Express.Response {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  appendHeader(name: string, value: string): unknown;
  on(event: "drain", listener: () => void): unknown;
}

/** Passes the request to the next handler, or an error to the error handlers. */
export type ExpressNext = (error?: unknown) => void;
