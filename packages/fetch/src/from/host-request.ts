import type { Environ } from "@tsgi/core";
import { EnvironRequest } from "./environ-request.ts";
import type { FetchTransport } from "../_transport.ts";
import { pathOf, urlOf } from "./request-url.ts";
import { pathOf as pathOfUrl } from "../_target.ts";

/**
 * The Request of a fetch host, as it is where the environ says the same. Where the URL alone was rewritten it is the
 * host's with that URL, so that it keeps what only the host knows; where more was, one of the environ's making.
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

/** What a fetch host calls a handler with besides the Request. */
export function restOf(transport: FetchTransport<unknown>): readonly unknown[] {
  return transport.host.rest?.(transport.context) ?? NOTHING;
}

export const NOTHING: readonly unknown[] = [];
