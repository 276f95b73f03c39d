import type { HeaderList, StartResponse } from "@tsgi/core";

/** Gives the headers to send in place of the application's. */
export type MapHeaders = (headers: HeaderList, status: number) => HeaderList;

/** A startResponse that edits headers on their way. A head that is no head goes on as it is, for the server to refuse. */
export function mapHeaders(startResponse: StartResponse, map: MapHeaders): StartResponse {
  return (status, headers, error) =>
    startResponse(status, isHeaderList(headers) ? map(headers, status) : headers, error);
}

/** False for what a server refuses: an edit need not look for it. */
export function isHeaderList(headers: HeaderList): boolean {
  return Array.isArray(headers) && headers.every(isPair);
}

function isPair(pair: unknown): boolean {
  return Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "string";
}
