/** Clients of server-sent events. */
import { connect, type Socket } from "node:net";
import { inTime } from "./_load.ts";
import { PATIENCE } from "./_assert-answer.ts";

const NEW_LINE = 10;

/** A number of clients that listen and count events, each of which ends with an empty line. */
export class Listeners {
  readonly #sockets: Socket[] = [];
  #events = 0;
  #wanted = 0;
  #reached: () => void = () => {};
  #fail: (error: Error) => void = () => {};

  /** Opens them, a few at a time. Each is open once its first event has arrived. */
  async open(url: URL, request: Buffer, amount: number): Promise<void> {
    for (let opened = 0; opened < amount; opened += 100) {
      const some = Math.min(100, amount - opened);
      await this.expect(some, () => {
        for (let i = 0; i < some; i++) this.#sockets.push(this.#connect(url, request));
      });
    }
  }

  /** Runs an action, and waits until it has caused this many events. */
  async expect(events: number, work: () => void | Promise<unknown>): Promise<void> {
    this.#wanted = this.#events + events;
    const reached = new Promise<void>((resolve, reject) => {
      this.#reached = resolve;
      this.#fail = reject;
    });
    await Promise.all([inTime(reached, PATIENCE), work()]);
  }

  close(): void {
    this.#fail = () => {};
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(url: URL, request: Buffer): Socket {
    const buffer = Buffer.allocUnsafe(16_384);
    let isAfterNewLine = false;
    const callback = (size: number): boolean => {
      for (let at = 0; at < size; at++) {
        const isNewLine = buffer[at] === NEW_LINE;
        if (isNewLine && isAfterNewLine) this.#events++;
        isAfterNewLine = isNewLine;
      }
      if (this.#events >= this.#wanted) this.#reached();
      return true;
    };
    const socket = connect({ port: Number(url.port), host: url.hostname, onread: { buffer, callback } });
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the server has closed the connection")));
    socket.write(request);
    return socket;
  }
}
