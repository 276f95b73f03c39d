/** The products: all, some, and each with its picture. */
import { Router } from "express";
import { MOST } from "./cart.ts";
import { euros, search, type Product } from "./catalogue.ts";
import { showFailure } from "./failures.ts";
import { csrf } from "./session.ts";

export function productRoutes(products: readonly Product[], catalogue: ReadonlyMap<string, Product>): Router {
  const router = Router();

  router.get("/", (req, res) => {
    const q = typeof req.query["q"] === "string" ? req.query["q"].trim().slice(0, 100) : "";
    const heading = q ? `Products with “${q}”` : "Good things, few of them";
    res.render("home", {
      title: q ? "Search" : "Products",
      q,
      heading,
      products: search(products, q).map(shown),
    });
  });

  router.get("/products/:id", (req, res) => {
    const product = catalogue.get(req.params.id);
    if (!product) return showFailure(res, 404);
    const values = { title: product.name, product: shown(product), most: MOST };
    res.render("product", { ...values, csrfToken: csrf.generateToken(req) });
  });

  router.get("/products/:id/picture.svg", (req, res) => {
    const product = catalogue.get(req.params.id);
    if (!product) return showFailure(res, 404);
    res.set("cache-control", "public, max-age=300").type("svg").send(picture(product));
  });

  return router;
}

function shown(product: Product): Omit<Product, "price"> & { price: string } {
  return { ...product, price: euros(product.price) };
}

/** A picture made of two colours and the shape of the id's letters. */
function picture({ id, colors: [dark, light] }: Product): string {
  const shapes = Array.from(id).map((letter, i) => {
    const turn = letter.charCodeAt(0) * 7;
    const [x, y, size] = [60 + ((turn * (i + 1)) % 200), 40 + ((turn * (i + 3)) % 120), 24 + (turn % 40)];
    return i % 2 === 0
      ? `<circle cx="${x}" cy="${y}" r="${size / 1.5}" fill="${dark}" opacity=".75"/>`
      : `<rect x="${x - size / 2}" y="${y - size / 2}" width="${size}" height="${size}" rx="6" fill="#fff" opacity=".7" transform="rotate(${turn % 90} ${x} ${y})"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200" fill="${light}"/>${shapes.join("")}</svg>`;
}
