/** A shop in Express, with pages made on the server, and no script in them. */
import express, { type Express } from "express";
import helmet from "helmet";
import { siteHeader } from "../../look/header.ts";
import { style } from "../../look/style.ts";
import type { AppStorage } from "../../storage.ts";
import { accountRoutes } from "./account-routes.ts";
import { Accounts } from "./accounts.ts";
import { cartRoutes } from "./cart-routes.ts";
import { price } from "./cart.ts";
import { products as usual, type Product } from "./catalogue.ts";
import { failures, notFound } from "./failures.ts";
import { Orders } from "./orders.ts";
import { productRoutes } from "./product-routes.ts";
import { csrf, sessions } from "./session.ts";
import { TemplateView } from "./views.ts";

/** Options of {@link createShop}. */
export interface ShopOptions {
  /** Store of sessions, accounts and orders. */
  readonly storage: AppStorage;
  /** Signs the session's cookie; the first of several signs, all are accepted. At least 32 characters. */
  readonly secret: string | readonly string[];
  /** URL of the site's home page, for a header that leads there. Default: no such header. */
  readonly home?: string;
  /** Products for sale. Default: six products. */
  readonly products?: readonly Product[];
  /** Lifetime of a session after its last request, in milliseconds. Default: a day. */
  readonly sessionLifetime?: number;
  /** Takes the errors that are answered with 500. Default: `console.error`. */
  readonly logError?: (error: unknown) => void;
}

/**
 * Makes the application, to be mounted anywhere: `server.use("/shop", createShop(options))`.
 *
 * @throws TypeError when a secret is too short
 */
export function createShop(options: ShopOptions): Express {
  const { storage, products = usual, home, sessionLifetime = 86_400_000, logError = console.error } = options;
  const secret = [options.secret].flat();
  if (secret.length === 0 || secret.some((one) => one.length < 32)) {
    throw new TypeError("a secret of the shop has at least 32 characters");
  }
  const catalogue = new Map(products.map((product) => [product.id, product]));
  const [accounts, orders] = [new Accounts(storage), new Orders(storage)];

  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("view", TemplateView);
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: POLICY },
      // These speak for the whole origin, of which this is a part.
      originAgentCluster: false,
      strictTransportSecurity: false,
    }),
  );
  app.get("/style.css", (_, res) => {
    res.set("cache-control", "public, max-age=300").type("css").send(style);
  });
  app.use(express.urlencoded({ extended: false, limit: 16_384, parameterLimit: 20 }));
  app.use((req, res, next) => {
    res.set("cache-control", "no-store");
    res.locals["base"] = req.baseUrl;
    res.locals["siteHeader"] = siteHeader(home, "shop");
    next();
  });
  app.use(sessions({ storage, secret, lifetime: sessionLifetime }), csrf.csrfSynchronisedProtection);
  app.use((req, res, next) => {
    const { flash, account, cart = [] } = req.session;
    Object.assign(res.locals, { account, cart: price(cart, catalogue) });
    // A flash is shown once: by the page that this request ends with.
    if (req.method === "GET" && flash !== undefined) {
      res.locals["flash"] = flash;
      delete req.session.flash;
    }
    next();
  });

  app.use(productRoutes(products, catalogue));
  app.use(cartRoutes(catalogue, orders, accounts));
  app.use(accountRoutes(accounts));
  app.use(notFound, failures(logError));
  return app;
}

const POLICY = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};
