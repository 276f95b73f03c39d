import type { Environ } from "@tsgi/core";
import { EnvironRequest } from "./environ-request.ts";
import type { FetchTransport } from "../_transport.ts";
import { pathOf, urlOf } from "./request-url.ts";
import { pathOf as pathOfUrl } from "../_target.ts";

/**
 * Returns the Request of a fetch host if the environ still agrees with it. If only the URL was rewritten, returns a copy
 * with that URL, which keeps the host's own properties; otherwise makes one from the environ.
 */
export function ofHost(
  transport: FetchTransport<unknown>,
  environ: Environ,
  keepsPrefix: boolean,
  limit: number,
): Request {
  const { request } = transport;
  const isSameMethod = environ.method === request.method;
  const isOwn = isSameMethod && environ === transport.environ;
  if (isOwn && pathOf(environ, keepsPrefix) === pathOfUrl(request.url)) return request;
  const url = urlOf(environ, keepsPrefix);
  const isSame = isSameMethod && environ.input === transport.input && environ.headers === transport.fields;
  return isSame ? new Request(url, request) : new EnvironRequest(environ, url, limit);
}

/** Returns the arguments that a fetch host calls a handler with after the Request. */
export function restOf(transport: FetchTransport<unknown>): readonly unknown[] {
  return transport.host.handlerArgs?.(transport.context) ?? NOTHING;
}

export const NOTHING: readonly unknown[] = [];
