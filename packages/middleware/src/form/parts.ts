import { TsgiError, type Input } from "@tsgi/core";
import { TSGI_INPUT_USED } from "@tsgi/core/errors";
import { BaseInput, collectChunks } from "@tsgi/core/server";
import { MultipartReader, boundaryOf, type MultipartLimits } from "./multipart.ts";
import { malformed } from "./part-head.ts";

/** An uploaded file, as it arrives. Everything but the bytes is what the client claims. */
export interface FileUpload {
  /** Without a path; `""` if no file was chosen. */
  readonly name: string;
  readonly type: string;
  /** Its content, available until the next part is requested. */
  readonly input: Input;
}

/** A field, or a file as it arrives. */
export type StreamedPart =
  | { readonly name: string; readonly value: string; readonly file?: undefined }
  | { readonly name: string; readonly value?: undefined; readonly file: FileUpload };

/** Yields the parts of a multipart body, one after another; it closes the body when the caller stops. */
export async function* multipartOf(
  input: Input,
  contentType: string,
  limits: MultipartLimits,
): AsyncGenerator<StreamedPart, void> {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) throw malformed();
  const reader = new MultipartReader(input, boundary, limits);
  const turns = new Turns();
  let file: FileInput | undefined;
  try {
    for (;;) {
      const before = file;
      const head = await turns.take(() => {
        before?.leave();
        return reader.nextPart();
      });
      if (head === undefined) return;
      const { name, filename, type } = head;
      if (filename === undefined) {
        // Invalid UTF-8 becomes U+FFFD, as everywhere else.
        yield { name, value: new TextDecoder().decode(await reader.rest()) };
      } else {
        file = new FileInput(reader, turns);
        yield { name, file: { name: baseName(filename), type, input: file } };
      }
    }
  } finally {
    file?.leave();
    await turns.take(() => reader.close());
  }
}

/** The content of one part. */
class FileInput extends BaseInput {
  readonly #reader: MultipartReader;
  readonly #turns: Turns;
  #isOver = false;

  constructor(reader: MultipartReader, turns: Turns) {
    super();
    this.#reader = reader;
    this.#turns = turns;
  }

  /** Ends this input: the reader moves on to the next part. */
  leave(): void {
    this.#isOver = true;
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    return collectChunks(this.chunks(), limit);
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    let isLeft = false;
    return {
      next: async () => {
        const chunk = isLeft ? undefined : await this.#next();
        return chunk === undefined ? { done: true, value: undefined } : { done: false, value: chunk };
      },
      // The rest is skipped when the next part is requested.
      return: async () => {
        isLeft = true;
        return { done: true, value: undefined };
      },
    };
  }

  #next(): Promise<Uint8Array | undefined> {
    return this.#turns.take(async () => {
      if (this.#isOver) throw new TsgiError(TSGI_INPUT_USED, "a file of a form whose next part was read");
      return this.#reader.nextChunk();
    });
  }
}

/** Runs one read at a time, in order. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {}); // the caller gets the error
    return turn;
  }
}

/** Removes the path that some clients send; a client must not choose one here (RFC 7578, 4.2). */
function baseName(name: string): string {
  return name
    .replace(/^.*[/\\]/s, "")
    .replace(/\p{Cc}/gu, "")
    .replace(/^\.{1,2}$/, "");
}
