import { TsgiError, type Body, type Environ, type HeaderList, type StartResponse } from "@tsgi/core";
import { TSGI_RESPONSE_INVALID, TSGI_RESPONSE_USED } from "@tsgi/core/errors";
import { hopByHopNames, show } from "@tsgi/core/server";
import { takeParts, TEXT, type LightParts } from "../light-response.ts";
import { fetchTransportOf } from "../_fetch-transport.ts";
import { peek } from "./peek.ts";
import { ResponseBody } from "./response-body.ts";

/** Starts the response that a fetch handler returned, and returns its body. */
export function respond(
  given: unknown,
  environ: Environ,
  startResponse: StartResponse,
): Body | Promise<Body> {
  const parts = typeof given === "object" && given !== null ? takeParts(given) : undefined;
  if (parts !== undefined) {
    startResponse(parts.status, lightList(parts));
    return parts.body;
  }
  const response = checked(given);
  const list = listOf(response.headers);
  startResponse(response.status, list);
  // Does not read the body here: a platform may treat a body differently once code has read from it.
  const transport = fetchTransportOf(environ);
  if (transport !== undefined) return new ResponseBody(response, list, transport);
  if (response.body === null) return null;
  if (response.body.locked) throw new TsgiError(TSGI_RESPONSE_USED);
  return peek(response.body);
}

/**
 * Returns the value as a Response that can be sent.
 *
 * @throws TSGI_RESPONSE_INVALID if it is not a Response, or has a status that no server sends; TSGI_RESPONSE_USED if its
 *   body was already read
 */
function checked(given: unknown): Response {
  const response = given as Partial<Response> | null | undefined;
  // Recognised by its members, not by its class: a framework may bring its own Response.
  if (typeof response !== "object" || response === null || typeof response.headers?.forEach !== "function") {
    throw new TsgiError(TSGI_RESPONSE_INVALID, show(given));
  }
  const { status } = response;
  if (typeof status !== "number" || status < 200)
    throw new TsgiError(TSGI_RESPONSE_INVALID, `status ${show(status)}`);
  if (response.bodyUsed === true) throw new TsgiError(TSGI_RESPONSE_USED);
  return response as Response;
}

/** Returns the fields of a response without those of the connection, which a proxied response of fetch() has. */
function listOf(headers: Headers): HeaderList {
  const list: [string, string][] = [];
  let hasCookies = false;
  headers.forEach((value, name) => {
    if (name === "set-cookie") hasCookies = true;
    else if (!hopByHopNames.has(name)) list.push([name, value]);
  });
  if (hasCookies) for (const cookie of headers.getSetCookie()) list.push(["set-cookie", cookie]);
  return list;
}

function lightList({ headers = [], isTyped }: LightParts): HeaderList {
  const pairs = pairsOf(headers);
  let typed = isTyped;
  let isClean = true;
  for (let i = 0; i < pairs.length; i++) {
    const key = pairs[i]![0].toLowerCase();
    if (key === "content-type") typed = true;
    else if (hopByHopNames.has(key)) isClean = false;
  }
  if (typed && isClean) return pairs;
  const list = pairs.filter(([name]) => !hopByHopNames.has(name.toLowerCase()));
  return typed ? list : [["content-type", TEXT], ...list];
}

function pairsOf(headers: HeadersInit): HeaderList {
  if (headers instanceof Headers) return listOf(headers);
  return (Array.isArray(headers) ? headers : Object.entries(headers)) as unknown as HeaderList;
}
