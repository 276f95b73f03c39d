/** Error pages. */
import type { ErrorRequestHandler, RequestHandler, Response } from "express";

const PAGES: Readonly<Record<number, readonly [title: string, text: string]>> = {
  400: ["Bad request", "The shop could not read this request."],
  403: ["This form is out of date", "Go back, load the page again, and send it once more."],
  404: ["Page not found", "The shop has no such page."],
  413: ["Form too large", "No form of this shop is that large."],
  415: ["Unsupported format", "The shop accepts forms as browsers send them."],
  500: ["Our mistake", "The shop failed. Your cart is unchanged."],
};

/** Shows the page of a status. */
export function showFailure(res: Response, status: number): void {
  const known = status in PAGES ? status : status < 500 ? 400 : 500;
  const [title, text] = PAGES[known]!;
  res.status(known).render("failure", { title, text });
}

export const notFound: RequestHandler = (_, res) => showFailure(res, 404);

/** Responds to an error. The page for an unexpected one reveals nothing but that it happened. */
export function failures(logError: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    const status = (error as { status?: unknown } | null)?.status;
    const foreseen = typeof status === "number" && status >= 400 && status < 500;
    if (!foreseen) logError(error);
    // Express itself ends a response that has begun.
    if (res.headersSent) return next(error);
    showFailure(res, foreseen ? status : 500);
  };
}
