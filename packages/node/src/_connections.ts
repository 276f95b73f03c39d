import type { Server, Socket } from "node:net";

/** The connections of a server: which there are, and which have not made a request yet. */
export class Connections {
  readonly #open = new Set<Socket>();
  /** Node takes a connection for busy until its first request: those that have not made one are told apart here. */
  readonly #unused = new Set<Socket>();
  #onEmpty: (() => void) | undefined = undefined;

  /** @param event the one that tells of a connection which requests can come by */
  constructor(server: Server, event: "connection" | "secureConnection") {
    server.on(event, (socket: Socket) => {
      this.#open.add(socket);
      this.#unused.add(socket);
      socket.once("close", () => this.#forget(socket));
    });
    server.on("request", ({ socket }: { socket: Socket }) => this.#unused.delete(socket));
  }

  closeUnused(): void {
    for (const socket of this.#unused) socket.destroy();
  }

  /** Resolves when the last connection has ended, and with it the responses that went by it. */
  ended(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#onEmpty = resolve));
  }

  #forget(socket: Socket): void {
    this.#open.delete(socket);
    this.#unused.delete(socket);
    if (this.#open.size === 0) this.#onEmpty?.();
  }
}
