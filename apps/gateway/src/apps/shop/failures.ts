/** The pages for what goes wrong. */
import type { ErrorRequestHandler, RequestHandler, Response } from "express";

const PAGES: Readonly<Record<number, readonly [title: string, text: string]>> = {
  400: ["That request makes no sense", "Something in it could not be read."],
  403: ["This form is out of date", "Go back, load the page again, and send it once more."],
  404: ["Not here", "There is no such page."],
  413: ["Too much", "A form of this shop is never that large."],
  415: ["That cannot be read", "Forms come here as a browser sends them."],
  500: ["Our mistake", "Something went wrong here. Nothing of your cart is lost."],
};

/** Shows the page of a status. */
export function showFailure(res: Response, status: number): void {
  const known = status in PAGES ? status : status < 500 ? 400 : 500;
  const [title, text] = PAGES[known]!;
  res.status(known).render("failure", { title, text });
}

export const notFound: RequestHandler = (_, res) => showFailure(res, 404);

/** Answers an error. Of what nobody foresaw, the visitor learns that it happened, and no more. */
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
