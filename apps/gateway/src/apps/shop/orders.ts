/** Orders in the store. */
import { section, type AppStorage } from "../../storage.ts";
import type { Priced } from "./cart.ts";

/** An order, with the prices of its time. */
export interface Order extends Priced {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Recipient. */
export interface Recipient {
  readonly name: string;
  readonly address: string;
}

/** Reads the form; undefined when a part is missing or too long. */
export function readRecipient(form: Readonly<Record<string, unknown>>): Recipient | undefined {
  const name = line(form["name"], 100);
  const address = line(form["address"], 300);
  return name && address ? { name, address } : undefined;
}

export class Orders {
  readonly #items: AppStorage;

  constructor(storage: AppStorage) {
    this.#items = section(storage, "orders");
  }

  /** Keeps an order. A second one of the same id, a form sent twice, changes nothing. */
  async place(id: string, recipient: Recipient, cart: Priced): Promise<void> {
    await this.#items.exclusively(id, async () => {
      if (await this.#items.hasItem(id)) return;
      await this.#items.setItem(id, { ...cart, ...recipient, id, at: new Date().toISOString() });
    });
  }

  async read(id: string): Promise<Order | null> {
    return this.#items.getItem<Order>(id);
  }
}

function line(text: unknown, most: number): string | undefined {
  const trimmed = typeof text === "string" ? text.trim() : "";
  return trimmed && trimmed.length <= most ? trimmed : undefined;
}
