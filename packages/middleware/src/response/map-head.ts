import type { HeaderList, StartResponse } from "@tsgi/core";

/** Returns the headers to send in place of the application's. */
export type MapHeaders = (headers: HeaderList, status: number) => HeaderList;

/** Returns a startResponse that edits the headers. It passes an invalid head on unchanged, for the server to reject. */
export function mapHeaders(startResponse: StartResponse, map: MapHeaders): StartResponse {
  return (status, headers, error) =>
    startResponse(status, isHeaderList(headers) ? map(headers, status) : headers, error);
}

/** Returns false for headers that the server rejects: edits can rely on it. */
export function isHeaderList(headers: HeaderList): boolean {
  return Array.isArray(headers) && headers.every(isPair);
}

function isPair(pair: unknown): boolean {
  return Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "string";
}
