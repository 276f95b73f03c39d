import { TsgiError } from "./errors.ts";

const TITLES: Record<number, string> = {
  400: "Bad Request",
  413: "Content Too Large",
  500: "Internal Server Error",
};

/** The client's own mistakes keep their status; all else is the server's. */
export function statusOf(error: unknown): number {
  return error instanceof TsgiError && error.status in TITLES ? error.status : 500;
}

/** The whole text of a bare server's answer to an error: it tells no details. */
export function titleOf(status: number): string {
  return TITLES[status] ?? TITLES[500]!;
}
