import type { Socket } from "node:net";
import { within } from "./_deadline.ts";

/** Reads a connection only on request: a suite that does not read is a slow client. */
export class SocketReader {
  readonly socket: Socket;
  readonly #time: number;
  #buffer: Buffer = Buffer.alloc(0);
  #all: Buffer[] = [];
  #ended = false;
  #wake: (() => void) | undefined = undefined;

  /** @param time maximum wait of a read, in milliseconds */
  constructor(socket: Socket, time: number) {
    this.socket = socket;
    this.#time = time;
    const end = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    socket.on("data", (data: Buffer) => {
      socket.pause();
      this.#buffer = Buffer.concat([this.#buffer, data]);
      this.#all.push(data);
      this.#wake?.();
    });
    socket.on("end", end);
    socket.on("close", end);
    socket.on("error", end); // a reset is an end too; the case decides what it means
    socket.pause();
  }

  /** Everything read so far. */
  get received(): string {
    return Buffer.concat(this.#all).toString("latin1");
  }

  /** Waits for more bytes; returns false at the end of the connection. */
  async more(): Promise<boolean> {
    if (this.#ended) return false;
    const before = this.#buffer.length;
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    this.socket.resume();
    await within(
      this.#time,
      woken,
      () => `received nothing for ${this.#time} ms; so far: ${this.received.slice(-500)}`,
    );
    return this.#buffer.length > before;
  }

  /** Returns the available bytes, at most `most`, and waits if there are none; empty at the end. */
  async some(most: number = Infinity): Promise<Buffer> {
    if (this.#buffer.length === 0) await this.more();
    return this.#take(Math.min(most, this.#buffer.length));
  }

  /** Returns the bytes before the mark, and skips the mark; undefined if the connection ends before it. */
  async before(mark: string): Promise<string | undefined> {
    for (;;) {
      const at = this.#buffer.indexOf(mark, 0, "latin1");
      if (at >= 0) {
        const taken = this.#take(at).toString("latin1");
        this.#take(mark.length);
        return taken;
      }
      if (!(await this.more())) return undefined;
    }
  }

  #take(size: number): Buffer {
    const taken = this.#buffer.subarray(0, size);
    this.#buffer = this.#buffer.subarray(size);
    return taken;
  }
}
