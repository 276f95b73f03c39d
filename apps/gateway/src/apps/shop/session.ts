/** The visitor's session, and what stands in it. */
import { csrfSync } from "csrf-sync";
import type { Request, RequestHandler, Response } from "express";
import session, { type SessionData } from "express-session";
import type { AppStorage } from "../../storage.ts";
import type { Cart } from "./cart.ts";
import { StorageSessionStore } from "./session-store.ts";

declare module "express-session" {
  interface SessionData {
    cart: Cart;
    /** Shown once, on the next page. */
    flash: string;
    /** Name of the account that is signed in. */
    account: string;
    /** Orders given in this session. */
    orders: readonly string[];
    /** Id of the next order, so that a form that is sent twice orders once. */
    checkout: string;
  }
}

/** Options of the sessions. */
export interface SessionOptions {
  readonly storage: AppStorage;
  readonly secret: string | string[];
  /** Milliseconds. */
  readonly lifetime: number;
}

/** The session as middleware. Its cookie goes to the mount alone, out of reach of scripts. */
export function sessions({ storage, secret, lifetime }: SessionOptions): RequestHandler {
  return session({
    name: "shop.sid",
    secret,
    store: new StorageSessionStore(storage, lifetime),
    resave: false,
    saveUninitialized: false,
    cookie: (req: Request) => ({
      path: req.baseUrl || "/",
      httpOnly: true,
      sameSite: "lax",
      secure: req.secure,
    }),
  });
}

/** Guards the forms: each carries the session's token. */
export const csrf: ReturnType<typeof csrfSync> = csrfSync({
  size: 32,
  getTokenFromRequest: ({ body }) => (body as Readonly<Record<string, string>> | undefined)?.["_csrf"],
});

/** Replaces this session with another under a new random id, and copies the given values. */
export async function renewSession(req: Request, data: Partial<SessionData>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error) => (error ? reject(error as Error) : resolve()));
  });
  Object.assign(req.session, data);
}

/**
 * Leads to another page of the shop once the session is kept: a browser follows a redirect as soon as it has the head, and
 * express-session by itself keeps the session after that.
 */
export async function leadTo(path: string, req: Request, res: Response): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.save((error) => (error ? reject(error as Error) : resolve()));
  });
  res.redirect(303, req.baseUrl + path);
}
