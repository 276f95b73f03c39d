/** What is read of Express's objects: small types of our own, so that no version of @types/express is imposed on anyone. */
import type { NodeRequest, NodeResponse } from "@tsgi/node/adapter";

declare global {
  // The interfaces that @types/express has for additions: what a middleware adds to them is seen through the keys too.
  namespace Express {
    interface Request {}
    interface Response {}
  }
}

/** The part of an Express request that TSGI reads. */
export interface ExpressRequest extends NodeRequest, Express.Request {
  /** The target as the client sent it; absent outside of Express. */
  readonly originalUrl?: string;
  /** Where the handler is mounted: the part of the path that was matched, as sent, without a slash at its end. */
  readonly baseUrl?: string;
  /** The rest of the target; Express puts a slash before it where there is none. */
  readonly url: string;
  /** What a body parser made of the body. */
  readonly body?: unknown;
  /** The bytes of the body, where something keeps them: `captureRawBody()`, or a host such as Cloud Functions. */
  readonly rawBody?: unknown;
  /** True when something has read of the body. */
  readonly readableDidRead: boolean;
  /** Scheme and address of the client, by Express's setting "trust proxy". */
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

/** Hands the request on: to what comes next, or with an error to the error handlers. */
export type ExpressNext = (error?: unknown) => void;
