/** Notes in the store. Each is one item, named by its id; a revision tells its states apart. */
import { section, type AppStorage } from "../../storage.ts";
import { orderedId, randomHex } from "../_ids.ts";
import type { Note, NoteInput } from "./schemas.ts";

/** A note with the entity tag of its state. */
export interface StoredNote {
  readonly note: Note;
  readonly etag: string;
}

interface Item extends Note {
  readonly revision: string;
}

/** Changes the existing note: returns the new content, or null to remove it. A throw leaves the note unchanged. */
export type Change = (current: StoredNote | undefined) => NoteInput | null;

export class NoteStore {
  readonly #items: AppStorage;

  constructor(storage: AppStorage) {
    this.#items = section(storage, "notes");
  }

  /** Up to `limit` notes, newest first, of those older than the one at the cursor. */
  async list(limit: number, cursor?: string): Promise<{ notes: Note[]; more: boolean }> {
    const ids = (await this.#items.getKeys()).filter((id) => cursor === undefined || id < cursor);
    const page = ids.toSorted().toReversed().slice(0, limit);
    const items = await this.#items.getItems<Item>(page);
    // One that was removed in between is left out.
    const notes = items.flatMap(({ value }) => (value ? [read(value).note] : []));
    return { notes: notes.toSorted((a, b) => (a.id < b.id ? 1 : -1)), more: ids.length > limit };
  }

  async read(id: string): Promise<StoredNote | undefined> {
    const item = await this.#items.getItem<Item>(id);
    return item ? read(item) : undefined;
  }

  async create(input: NoteInput): Promise<StoredNote> {
    const now = new Date();
    return this.#write({ id: orderedId(now.getTime()), createdAt: now.toISOString() }, input, now);
  }

  /** Reads, decides and writes without another change of the same note in between. */
  change(id: string, decide: Change): Promise<StoredNote | null> {
    return this.#items.exclusively(id, async () => {
      const current = await this.read(id);
      const input = decide(current);
      if (input !== null) return this.#write(current!.note, input, new Date());
      await this.#items.removeItem(id);
      return null;
    });
  }

  async #write(
    { id, createdAt }: Pick<Note, "id" | "createdAt">,
    input: NoteInput,
    now: Date,
  ): Promise<StoredNote> {
    const item: Item = { id, ...input, createdAt, updatedAt: now.toISOString(), revision: randomHex(8) };
    await this.#items.setItem(id, { ...item });
    return read(item);
  }
}

function read({ revision, ...note }: Item): StoredNote {
  return { note, etag: `"${revision}"` };
}
