import type { Socket } from "node:net";
import { within } from "./_deadline.ts";

/** The bytes of a connection, read when asked for and not before: a suite that does not read is a slow client. */
export class SocketReader {
  readonly socket: Socket;
  readonly #time: number;
  #buffer: Buffer = Buffer.alloc(0);
  #all: Buffer[] = [];
  #ended = false;
  #wake: (() => void) | undefined = undefined;

  /** @param time milliseconds that a read waits at most */
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
    socket.on("error", end); // a reset is an end too; what it means is for the case to say
    socket.pause();
  }

  /** All that was read so far. */
  get received(): string {
    return Buffer.concat(this.#all).toString("latin1");
  }

  /** Waits for more bytes; false at the end of the connection. */
  async more(): Promise<boolean> {
    if (this.#ended) return false;
    const before = this.#buffer.length;
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    this.socket.resume();
    await within(
      this.#time,
      woken,
      () => `nothing came for ${this.#time} ms; so far: ${this.received.slice(-500)}`,
    );
    return this.#buffer.length > before;
  }

  /** Takes what is there, at most `most` bytes, and waits where nothing is; empty at the end. */
  async some(most: number = Infinity): Promise<Buffer> {
    if (this.#buffer.length === 0) await this.more();
    return this.#take(Math.min(most, this.#buffer.length));
  }

  /** Takes up to and without the mark; undefined when the connection ends before it. */
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
