/** Accounts, and the orders of each. Passwords are kept as scrypt has them (RFC 7914). */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { section, type AppStorage } from "../../storage.ts";

interface Account {
  readonly salt: string;
  readonly hash: string;
  readonly orders: readonly string[];
}

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** Compared with if there is no such account, so that a wrong name takes as long as a wrong password. */
const NOBODY: Account = { salt: "00".repeat(16), hash: "00".repeat(32), orders: [] };

/** The name as it is kept; undefined when it cannot be one. */
export function readUser(text: unknown): string | undefined {
  return typeof text === "string" && /^[a-z0-9]{3,30}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** The password; undefined when it cannot be one. */
export function readPassword(text: unknown): string | undefined {
  return typeof text === "string" && text.length >= 8 && text.length <= 200 ? text : undefined;
}

export class Accounts {
  readonly #items: AppStorage;

  constructor(storage: AppStorage) {
    this.#items = section(storage, "accounts");
  }

  /** Makes an account; false when the name is taken. */
  async create(user: string, password: string): Promise<boolean> {
    const salt = randomBytes(16);
    const hash = await derive(password, salt, 32);
    return this.#items.exclusively(user, async () => {
      if (await this.#items.hasItem(user)) return false;
      const account: Account = { salt: salt.toString("hex"), hash: hash.toString("hex"), orders: [] };
      await this.#items.setItem(user, { ...account });
      return true;
    });
  }

  /** Whether this is the account's password. */
  async verify(user: string, password: string): Promise<boolean> {
    const account = await this.#items.getItem<Account>(user);
    const { salt, hash } = account ?? NOBODY;
    const derived = await derive(password, Buffer.from(salt, "hex"), 32);
    return timingSafeEqual(derived, Buffer.from(hash, "hex")) && account !== null;
  }

  /** Ids of the account's orders, newest first. */
  async orders(user: string): Promise<readonly string[]> {
    return (await this.#items.getItem<Account>(user))?.orders ?? [];
  }

  /** Writes an order down for the account. */
  async addOrder(user: string, id: string): Promise<void> {
    await this.#items.exclusively(user, async () => {
      const account = await this.#items.getItem<Account>(user);
      if (!account || account.orders.includes(id)) return;
      await this.#items.setItem(user, { ...account, orders: [id, ...account.orders] });
    });
  }
}
