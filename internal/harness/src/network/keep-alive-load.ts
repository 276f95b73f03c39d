/** Clients with persistent connections that count requests without a response, for tests of a closing server. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Load {
  /** Requests with a complete response. */
  answered: number;
  /** Requests that were sent on an open connection and got no response. */
  lost: number;
  /** The same, but sent late because this process was not scheduled: the server could consider the connection idle. */
  late: number;
  /** Connections with a `Connection: close` response. */
  told: number;
}

/** Half of the clients send their next request at once, the others after a pause of up to this many milliseconds. */
const LONGEST_PAUSE = 40;

/**
 * Sends requests on 50 connections, until the server has closed all of them.
 *
 * @param atCount called once this many requests have been answered
 */
export async function keepAliveLoad(
  port: number,
  path: string,
  [count, atCount]: readonly [count: number, atCount: () => void],
): Promise<Load> {
  const load: Load = { answered: 0, lost: 0, late: 0, told: 0 };
  const onAnswer = (): void => {
    if (++load.answered === count) atCount();
  };
  const stalls = new Stalls();
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => client(port, path, index % 2 === 0, load, stalls, onAnswer)),
  );
  stalls.end();
  return load;
}

/** Records the times at which this process had work but did not run. */
class Stalls {
  #tick = performance.now();
  #latest = -Infinity;
  readonly #timer = setInterval(() => this.#look(), 5);

  /** True if such a time has just ended. */
  get isRecent(): boolean {
    this.#look();
    return this.#tick - this.#latest < 40;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#tick > 40) this.#latest = now;
    this.#tick = now;
  }
}

async function client(
  port: number,
  path: string,
  pauses: boolean,
  load: Load,
  stalls: Stalls,
  onAnswer: () => void,
): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let isWaiting = false;
  let isLate = false;
  let isTold = false;
  let text = "";
  const ask = (): void => {
    if (socket.destroyed || socket.readableEnded) return;
    isWaiting = true;
    isLate = stalls.isRecent;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  };
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    const head = wholeHead(text);
    if (head === undefined) return;
    text = "";
    isWaiting = false;
    isTold = /^connection: close\r?$/im.test(head);
    if (isTold) load.told++;
    onAnswer();
    if (isTold) socket.end();
    else if (pauses) setTimeout(ask, Math.random() * LONGEST_PAUSE);
    else ask();
  });
  socket.on("error", () => {});
  ask();
  await closed(socket);
  if (isWaiting) load[isLate ? "late" : "lost"]++;
}

/** Returns the head of a complete response; undefined for an incomplete one. */
function wholeHead(text: string): string | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  const isWhole = length === undefined ? body.endsWith("0\r\n\r\n") : body.length >= Number(length);
  return isWhole ? head : undefined;
}

function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once("close", resolve));
}
