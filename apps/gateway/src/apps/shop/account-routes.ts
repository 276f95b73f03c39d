/** Signing in and out. */
import { Router, type Request, type Response } from "express";
import { readPassword, readUser, type Accounts } from "./accounts.ts";
import { csrf, leadTo, renewSession } from "./session.ts";

export function accountRoutes(accounts: Accounts): Router {
  const router = Router();

  router.get("/sign-in", (req, res) => showSignIn(req, res));

  router.post("/sign-in", async (req, res) => {
    const { user, password } = read(req);
    if (user && password && (await accounts.verify(user, password))) return enter(req, res, user);
    showSignIn(req, res.status(422), "No account has this name and this password.");
  });

  router.post("/sign-up", async (req, res) => {
    const { user, password } = read(req);
    if (!user || !password) {
      return showSignIn(
        req,
        res.status(422),
        "A name has 3 to 30 letters and digits, a password at least 8 characters.",
      );
    }
    if (await accounts.create(user, password)) return enter(req, res, user);
    showSignIn(req, res.status(422), "This name is taken.");
  });

  router.post("/sign-out", async (req, res) => {
    await renewSession(req, { flash: "You are signed out." });
    await leadTo("/", req, res);
  });

  router.get("/account", async (req, res) => {
    const { account } = req.session;
    if (!account) return res.redirect(303, `${req.baseUrl}/sign-in`);
    const orders = await accounts.orders(account);
    res.render("account", { title: "Account", orders, csrfToken: csrf.generateToken(req) });
  });

  return router;
}

/** Replaces the session, so that an attacker who knew the old id does not know the signed-in one. */
async function enter(req: Request, res: Response, account: string): Promise<void> {
  const { cart = [] } = req.session;
  await renewSession(req, { account, cart, flash: `Welcome, ${account}.` });
  await leadTo("/account", req, res);
}

function showSignIn(req: Request, res: Response, alert?: string): void {
  const { user } = read(req);
  res.render("sign-in", { title: "Sign in", user, alert, csrfToken: csrf.generateToken(req) });
}

function read(req: Request): { user: string | undefined; password: string | undefined } {
  const form = (req.body ?? {}) as Readonly<Record<string, unknown>>;
  return { user: readUser(form["user"]), password: readPassword(form["password"]) };
}
