import {
  asApplication,
  Environ,
  type ApplicationLike,
  type Chunk,
  type ErrorLog,
  type Input,
  type ServerInfo,
} from "../src/index.ts";
import { concat, Exchange, MemoryInput, parseTarget, type Head } from "../src/server.ts";

/** What a fake request is made of; everything has a plain default. */
export interface FakeRequest {
  readonly method?: string;
  readonly target?: string;
  /** Must be what the target begins with. */
  readonly scriptName?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
  readonly protocol?: string;
  readonly scheme?: "http" | "https";
  readonly serverName?: string;
  readonly serverPort?: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  /** How many writes are taken before the host asks to wait. Default: all. */
  readonly room?: number;
  /** Takes the place of the log that is kept in memory. */
  readonly errors?: ErrorLog;
}

export const fakeServer: ServerInfo = Object.freeze({
  name: "fake",
  version: "0",
  interfaceVersion: [1, 0] as const,
  multiprocess: false,
  runOnce: false,
  capabilities: [],
});

/** A fake of a host: an exchange in memory, which notes what is sent and does nothing until the test says so. */
export class FakeExchange extends Exchange {
  readonly target: string;
  readonly protocol: string;
  readonly scheme: "http" | "https";
  readonly serverName: string;
  readonly serverPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly input: Input;
  readonly errors: ErrorLog;
  readonly server = fakeServer;
  readonly isHead: boolean;

  /** Set by the test when the client leaves and the host has not yet heard of it. */
  isGone = false;
  /** What the host was told to do, in order: whole, open, write, wait, yield, end, reset. */
  readonly events: string[] = [];
  readonly chunks: Uint8Array[] = [];
  readonly logged: string[] = [];
  readonly kept: Promise<void>[] = [];
  head: Head | undefined = undefined;
  flushes = 0;
  /** False where what was written goes out with the host's next turn. */
  flushesAtOnce = true;
  watched = false;
  /** How many writes are still taken. */
  room: number;
  /** Set where the host is to fail: thrown by sendWhole, openStream, write or end. */
  readonly failing: Partial<Record<"whole" | "open" | "write" | "end", Error>> = {};
  /** Resolves when the response is out, or broken off. */
  readonly done: Promise<void>;
  #resolveDone!: () => void;
  #resume: (() => void) | undefined = undefined;
  #turn: (() => void) | undefined = undefined;

  constructor(request: FakeRequest = {}) {
    super();
    this.target = request.target ?? "/";
    this.protocol = request.protocol ?? "HTTP/1.1";
    this.scheme = request.scheme ?? "http";
    this.serverName = request.serverName ?? "server.example";
    this.serverPort = request.serverPort ?? 80;
    this.remoteAddress = request.remoteAddress ?? "192.0.2.1";
    this.remotePort = request.remotePort ?? 50_000;
    this.input = new MemoryInput(typeof request.body === "string" ? encode(request.body) : request.body);
    this.errors = request.errors ?? { write: (text) => void this.logged.push(text), flush() {} };
    this.isHead = request.method === "HEAD";
    this.room = request.room ?? Infinity;
    this.done = new Promise((resolve) => (this.#resolveDone = resolve));
  }

  /** The body as it was sent, as text. */
  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }
  get bytes(): Uint8Array {
    return concat(
      this.chunks,
      this.chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    );
  }
  get status(): number | undefined {
    return this.head?.status;
  }
  /** The value of a response header; the first, where there are several. */
  header(name: string): string | undefined {
    const fields = this.head?.fields ?? [];
    const at = fields.findIndex((field, i) => i % 2 === 0 && field.toLowerCase() === name);
    return at < 0 ? undefined : fields[at + 1];
  }

  /** The host takes more again. */
  drain(room = Infinity): void {
    this.room = room;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }
  /** True while the pump waits for drain(). */
  get isWaiting(): boolean {
    return this.#resume !== undefined;
  }
  /** Gives the turn back to a body that yielded it; false when none waits for its turn. */
  nextTurn(): boolean {
    const resume = this.#turn;
    this.#turn = undefined;
    resume?.();
    return resume !== undefined;
  }

  override watch(): void {
    this.watched = true;
  }
  override keepAlive(promise: Promise<void>): void {
    this.kept.push(promise);
  }
  override byteLength(text: string): number {
    return encode(text).length;
  }
  override sendWhole(head: Head, body: Chunk | null): void {
    this.#note("whole");
    this.head = head;
    if (body !== null) this.chunks.push(encode(body));
    this.#resolveDone();
  }
  override openStream(head: Head): void {
    this.#note("open");
    this.head = head;
  }
  override write(chunk: Chunk): boolean {
    this.#note("write");
    this.chunks.push(encode(chunk));
    return --this.room > 0;
  }
  override flush(): boolean {
    this.flushes++;
    return this.flushesAtOnce;
  }
  override drained(resume: () => void): void {
    this.#note("wait");
    this.#resume = resume;
  }
  override yieldTurn(resume: () => void): void {
    this.#note("yield");
    this.#turn = resume;
  }
  override end(): void {
    this.#note("end");
    this.#resolveDone();
  }
  override reset(): void {
    this.#note("reset");
    this.#resolveDone();
  }

  #note(event: "whole" | "open" | "write" | "end" | "wait" | "yield" | "reset"): void {
    this.events.push(event);
    const failure = (this.failing as Record<string, Error | undefined>)[event];
    if (failure) throw failure;
  }
}

/** The environ of a fake exchange, as a host makes it. */
export function environOf(exchange: FakeExchange, request: FakeRequest = {}): Environ {
  const { method = "GET", scriptName = "", headers = [] } = request;
  const parts = parseTarget(method, exchange.target);
  if (!parts?.pathInfo.startsWith(scriptName)) throw new TypeError(`no target: ${exchange.target}`);
  const pathInfo = parts.pathInfo.slice(scriptName.length);
  return new Environ(exchange, method, scriptName, pathInfo, parts.queryString, headers);
}

/** A request alone, for what reads environ and sends nothing. */
export function fakeEnviron(request: FakeRequest = {}): Environ {
  return environOf(new FakeExchange(request), request);
}

/** Runs an application for one fake request and gives the exchange at once, whether it is done or not. */
export function run(app: ApplicationLike, request: FakeRequest = {}): FakeExchange {
  const exchange = new FakeExchange(request);
  exchange.run(asApplication(app), environOf(exchange, request));
  return exchange;
}

/** Runs an application for one fake request until the response is out or broken off. */
export async function respond(app: ApplicationLike, request: FakeRequest = {}): Promise<FakeExchange> {
  const exchange = run(app, request);
  await exchange.done;
  await turn();
  return exchange;
}

/** One turn of the event loop: everything that waits for promises alone is done after it. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function encode(chunk: Chunk): Uint8Array {
  return typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
}
