/** Sessions of express-session in the store. */
import session, { type SessionData } from "express-session";
import { section, type AppStorage } from "../../storage.ts";

interface Item {
  readonly session: SessionData;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

type Done = (error?: unknown) => void;

/** Milliseconds between removals of expired sessions, if the store does not remove them itself. */
const SWEEP = 600_000;

/** Keeps sessions until they expire. */
export class StorageSessionStore extends session.Store {
  readonly #items: AppStorage;
  readonly #lifetime: number;
  #lastSweep = Date.now();

  /** @param lifetime of a session that is not used, in milliseconds */
  constructor(storage: AppStorage, lifetime: number) {
    super();
    this.#items = section(storage, "sessions");
    this.#lifetime = lifetime;
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.#read(id).then((item) => done(null, item?.session ?? null), done);
  }

  override set(id: string, data: SessionData, done: Done = () => {}): void {
    this.#items.exclusively(id, () => this.#write(id, data)).then(() => done(), done);
  }

  /**
   * Makes a session's life longer, once a tenth of it is over: each request of a page would write else. What another request
   * has set in the meantime stays.
   */
  override touch(id: string, { cookie }: SessionData, done: Done = () => {}): void {
    this.#items
      .exclusively(id, async () => {
        const item = await this.#read(id);
        if (!item || item.expires - Date.now() > this.#lifetime * 0.9) return;
        await this.#write(id, { ...item.session, cookie });
      })
      .then(() => done(), done);
  }

  override destroy(id: string, done: Done = () => {}): void {
    this.#items.removeItem(id).then(() => done(), done);
  }

  async #read(id: string): Promise<Item | undefined> {
    const item = await this.#items.getItem<Item>(id);
    return item && item.expires > Date.now() ? item : undefined;
  }

  async #write(id: string, data: SessionData): Promise<void> {
    const item = { session: data, expires: Date.now() + this.#lifetime };
    await this.#items.setItem(id, item, { ttl: Math.ceil(this.#lifetime / 1000) });
    if (!this.#items.expires && Date.now() - this.#lastSweep > SWEEP) await this.#sweep();
  }

  async #sweep(): Promise<void> {
    this.#lastSweep = Date.now();
    for (const id of await this.#items.getKeys()) {
      if (!(await this.#read(id))) await this.#items.removeItem(id);
    }
  }
}
