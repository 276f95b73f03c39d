/** Errors that are answered. */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { failurePage, wantsPage, type Place } from "./page.ts";

/** Represents a mistake of the client, or a full store (507). Its message is sent to the client. */
export class FileFault extends Error {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.statusCode = statusCode;
    this.headers = headers;
  }
}

/** Responds to an error. The response to an unexpected one reveals nothing but that it happened. */
export function answerFault(
  error: FastifyError | FileFault,
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  logError: (error: unknown) => void,
): FastifyReply {
  // An id of another form names no file.
  const isOddId = "validationContext" in error && error.validationContext === "params";
  const statusCode = isOddId ? 404 : (error.statusCode ?? 500);
  const foreseen = (statusCode >= 400 && statusCode < 500) || error instanceof FileFault;
  if (!foreseen) logError(error);
  if (error instanceof FileFault) reply.headers(error.headers);
  const message = isOddId ? "there is no such file" : foreseen ? error.message : "something went wrong here";
  reply.code(foreseen ? statusCode : 500).header("cache-control", "no-store");
  if (wantsPage(request)) return reply.type("text/html; charset=utf-8").send(failurePage(message, place));
  return reply.type("application/json; charset=utf-8").send({ statusCode: reply.statusCode, message });
}
