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

/** What the table of errors gives a status of its own keeps it; all else is the server's. */
export function statusOf(error: unknown): number {
  return error instanceof TsgiError && error.status in TITLES ? error.status : 500;
}

/** The whole text of a bare server's answer to an error: it tells no details. */
export function titleOf(status: number): string {
  return TITLES[status] ?? TITLES[500]!;
}

/** Recognises an error that a disconnecting client has caused. */
export function isDisconnect(error: unknown): boolean {
  return (
    error instanceof TsgiError && (error.code === "TSGI_CLIENT_GONE" || error.code === "TSGI_INPUT_TRUNCATED")
  );
}
