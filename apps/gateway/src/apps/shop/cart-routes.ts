/** The cart, and ordering what is in it. */
import { Router, type Request, type Response } from "express";
import { ID_PATTERN, orderedId } from "../_ids.ts";
import type { Accounts } from "./accounts.ts";
import { add, MOST, price, readCount, setCount } from "./cart.ts";
import type { Product } from "./catalogue.ts";
import { showFailure } from "./failures.ts";
import { readRecipient, type Orders } from "./orders.ts";
import { csrf, leadTo } from "./session.ts";

type Form = Readonly<Record<string, unknown>>;

export function cartRoutes(
  catalogue: ReadonlyMap<string, Product>,
  orders: Orders,
  accounts: Accounts,
): Router {
  const router = Router();

  router.get("/cart", (req, res) => showCart(req, res));

  router.post("/cart/items", async (req, res) => {
    const form = req.body as Form;
    const product = catalogue.get(String(form["id"]));
    const count = readCount(form["count"], 1);
    if (!product || count === undefined) return showFailure(res, 400);
    req.session.cart = add(req.session.cart ?? [], product.id, count);
    req.session.flash = `${product.name} is in your cart.`;
    await leadTo("/cart", req, res);
  });

  router.post("/cart/items/:id", async (req, res) => {
    const count = readCount((req.body as Form)["count"], 0);
    if (!catalogue.has(req.params.id) || count === undefined) return showFailure(res, 400);
    req.session.cart = setCount(req.session.cart ?? [], req.params.id, count);
    req.session.flash = "Your cart is changed.";
    await leadTo("/cart", req, res);
  });

  router.post("/orders", async (req, res) => {
    const { checkout: id, cart = [], account } = req.session;
    const priced = price(cart, catalogue);
    if (!id || priced.count === 0) {
      req.session.flash = "Your cart is empty: there is nothing to order.";
      return leadTo("/cart", req, res);
    }
    const recipient = readRecipient(req.body as Form);
    if (!recipient) return showCart(req, res.status(422), req.body as Form);
    await orders.place(id, recipient, priced);
    if (account) await accounts.addOrder(account, id);
    req.session.orders = [id, ...(req.session.orders ?? [])].slice(0, 50);
    req.session.flash = "Your order has arrived here.";
    delete req.session.cart;
    delete req.session.checkout;
    await leadTo(`/orders/${id}`, req, res);
  });

  router.get("/orders/:id", async (req, res) => {
    const { id } = req.params;
    const { account, orders: own = [] } = req.session;
    // Another's order looks like one that does not exist.
    const mine = own.includes(id) || (account !== undefined && (await accounts.orders(account)).includes(id));
    const order = mine && ID_PATTERN.test(id) ? await orders.read(id) : null;
    if (!order) return showFailure(res, 404);
    res.render("order", { title: "Order", order });
  });

  return router;
}

function showCart(req: Request, res: Response, order?: Form): void {
  req.session.checkout ??= orderedId();
  const alert = order && "Write a name and an address.";
  res.render("cart", { title: "Cart", most: MOST, order, alert, csrfToken: csrf.generateToken(req) });
}
