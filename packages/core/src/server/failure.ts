import { TsgiError } from "../tsgi-error.ts";

const TITLES: Record<number, string> = {
  400: "Bad Request",
  408: "Request Timeout",
  413: "Content Too Large",
  500: "Internal Server Error",
  502: "Bad Gateway",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
};

/** Returns the HTTP status of an error: that of its row in the table of errors, else 500. */
export function statusOf(error: unknown): number {
  return error instanceof TsgiError && error.status in TITLES ? error.status : 500;
}

/** Returns the whole text of a bare server's response to an error. It contains no details. */
export function titleOf(status: number): string {
  return TITLES[status] ?? TITLES[500]!;
}

/** Returns true if a disconnecting client has caused the error. */
export function isDisconnect(error: unknown): boolean {
  return (
    error instanceof TsgiError && (error.code === "TSGI_CLIENT_GONE" || error.code === "TSGI_INPUT_TRUNCATED")
  );
}
