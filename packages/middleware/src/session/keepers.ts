import { encoder } from "../response/body.ts";
import { randomBytes, toBase64Url } from "../shared/base64url.ts";
import { Sealer } from "./seal.ts";
import { readRecord, type SessionKeeper } from "./record.ts";

/** A store with the interface of `unstorage`. Values must be serializable as JSON. */
export interface SessionStore {
  getItem(key: string): unknown;
  /** `ttl` is in seconds. */
  setItem(key: string, value: never, options: { readonly ttl: number }): unknown;
  removeItem(key: string): unknown;
}

/** Keeps a session in its cookie, encrypted. */
export function cookieKeeper(secrets: readonly string[], purpose: string): SessionKeeper {
  const sealer = new Sealer(secrets);
  return {
    async load(handle) {
      const text = await sealer.open(handle, purpose);
      return text === undefined ? undefined : readRecord(JSON.parse(text));
    },
    save: (record) => sealer.seal(JSON.stringify(record), purpose),
    remove: async () => {},
  };
}

/**
 * Keeps sessions in a store; the cookie holds a random id. The store has only the id's hash, so that a reader of the store
 * cannot take over a session.
 */
export function storeKeeper(store: SessionStore): SessionKeeper {
  return {
    async load(handle) {
      return readRecord(await store.getItem(await keyOf(handle)));
    },
    async save(record, handle) {
      if (handle !== undefined && readRecord(await store.getItem(await keyOf(handle))) === undefined) {
        return undefined;
      }
      const id = handle ?? toBase64Url(randomBytes(32));
      const ttl = Math.max(1, Math.ceil(record.expires - Date.now() / 1000));
      await store.setItem(await keyOf(id), record as never, { ttl });
      return id;
    },
    async remove(handle) {
      await store.removeItem(await keyOf(handle));
    },
  };
}

async function keyOf(handle: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(handle) as Uint8Array<ArrayBuffer>);
  return `session:${toBase64Url(new Uint8Array(digest))}`;
}
