import { TsgiError, type Input } from "@tsgi/core";
import { TSGI_INPUT_USED } from "@tsgi/core/errors";
import { BaseInput } from "@tsgi/core/server";
import { collectChunks } from "../shared/collect.ts";
import { MultipartReader, boundaryOf, type MultipartLimits } from "./multipart.ts";
import { malformed } from "./part-head.ts";

/** A file that a client uploads, as it comes in. All of it but the bytes is the client's word. */
export interface FileUpload {
  /** Without a path; `""` where none was chosen. */
  readonly name: string;
  readonly type: string;
  /** Its content, there until the next part is asked for. */
  readonly input: Input;
}

/** A field, or a file as it comes in. */
export type StreamedPart =
  | { readonly name: string; readonly value: string; readonly file?: undefined }
  | { readonly name: string; readonly value?: undefined; readonly file: FileUpload };

/** The parts of a multipart body, one after another; the body is told when it is read no further. */
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
        // What is no UTF-8 becomes U+FFFD, as in every other text that is read.
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

/** The content of a part. */
class FileInput extends BaseInput {
  readonly #reader: MultipartReader;
  readonly #turns: Turns;
  #isOver = false;

  constructor(reader: MultipartReader, turns: Turns) {
    super();
    this.#reader = reader;
    this.#turns = turns;
  }

  /** From now on the reader is the next part's. */
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
      // What is left of it is read past when the next part is asked for.
      return: async () => {
        isLeft = true;
        return { done: true, value: undefined };
      },
    };
  }

  #next(): Promise<Uint8Array | undefined> {
    return this.#turns.take(async () => {
      if (this.#isOver) throw new TsgiError(TSGI_INPUT_USED, "a file of a form, and the form was read on");
      return this.#reader.nextChunk();
    });
  }
}

/** One reads at a time, whoever asks meanwhile. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {}); // whoever took it is told
    return turn;
  }
}

/** Some clients send their own path; none may choose ours (RFC 7578, 4.2). */
function baseName(name: string): string {
  return name
    .replace(/^.*[/\\]/s, "")
    .replace(/\p{Cc}/gu, "")
    .replace(/^\.{1,2}$/, "");
}
