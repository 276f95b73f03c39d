/** A host body that was opened: the bytes to come and how many they are. */
export interface OpenBody {
  /** Bytes, exactly. */
  readonly length: number;
  /** Its `return()` closes what stands behind the body. */
  readonly chunks: AsyncIterator<Uint8Array>;
}

/**
 * A body made by a capability of the host, `environ.fileBody` say. Making one sends nothing and opens nothing. A server
 * that is handed one opens it and knows its length; anyone else, a middleware that maps bodies say, iterates it as any
 * other stream (PEP 3333, "Optional Platform-Specific File Handling").
 */
export abstract class HostBody implements AsyncIterable<Uint8Array> {
  abstract open(): Promise<OpenBody>;

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    const { chunks } = await this.open();
    try {
      for (let step = await chunks.next(); !step.done; step = await chunks.next()) yield step.value;
    } finally {
      await chunks.return?.();
    }
  }
}
