import {
  asApplication,
  Environ,
  type Application,
  type ApplicationLike,
  type Chunk,
  type ErrorLog,
  type Input,
  type ServerInfo,
} from "../src/index.ts";
import {
  concat,
  Exchange,
  HostedApplication,
  MemoryInput,
  parseTarget,
  type Head,
  type Transport,
} from "../src/server/index.ts";
import { findJoined } from "../src/fields.ts";

/** The parts of a fake request; each has a plain default. */
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
  /** The number of writes accepted before the host asks to wait. Default: all. */
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

/** A host in memory: records what its exchange sends, and does nothing until the test says so. */
export class FakeTransport implements Transport {
  readonly target: string;
  readonly protocol: string;
  readonly scheme: "http" | "https";
  readonly serverName: string;
  readonly serverPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly input: Input;
  readonly isHead: boolean;

  /** Set by the test when the client disconnects and the host has not yet heard of it. */
  isDisconnected = false;
  /** The calls that the host received, in order: whole, head, write, wait, defer, end, abort. */
  readonly events: string[] = [];
  readonly chunks: Uint8Array[] = [];
  readonly kept: Promise<void>[] = [];
  sent: Head | undefined = undefined;
  flushes = 0;
  /** False if what was written goes out with the host's next turn. */
  flushesAtOnce = true;
  isListenedTo = false;
  /** The number of writes still accepted. */
  room: number;
  /** Set if the host is to fail: thrown by the method of that name. */
  readonly failing: Partial<Record<"whole" | "head" | "write" | "end", Error>> = {};
  /** Resolves when the response is out, or broken off. */
  readonly done: Promise<void>;
  #resolveDone!: () => void;
  #resume: (() => void) | undefined = undefined;
  #turn: (() => void) | undefined = undefined;

  constructor(request: FakeRequest = {}) {
    this.target = request.target ?? "/";
    this.protocol = request.protocol ?? "HTTP/1.1";
    this.scheme = request.scheme ?? "http";
    this.serverName = request.serverName ?? "server.example";
    this.serverPort = request.serverPort ?? 80;
    this.remoteAddress = request.remoteAddress ?? "192.0.2.1";
    this.remotePort = request.remotePort ?? 50_000;
    this.input = new MemoryInput(typeof request.body === "string" ? encode(request.body) : request.body);
    this.isHead = request.method === "HEAD";
    this.room = request.room ?? Infinity;
    this.done = new Promise((resolve) => (this.#resolveDone = resolve));
  }

  get fields(): readonly string[] {
    return [];
  }
  field(key: string): string | undefined {
    return findJoined(this.fields, key);
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
  /** Returns the turn to a body that yielded it; false if none waits for its turn. */
  nextTurn(): boolean {
    const resume = this.#turn;
    this.#turn = undefined;
    resume?.();
    return resume !== undefined;
  }

  onClose(): void {
    this.isListenedTo = true;
  }
  waitUntil(promise: Promise<void>): void {
    this.kept.push(promise);
  }
  byteLength(text: string): number {
    return encode(text).length;
  }
  whole(head: Head, body: Chunk | null): void {
    this.#note("whole");
    this.sent = head;
    if (body !== null) this.chunks.push(encode(body));
    this.#resolveDone();
  }
  head(head: Head): void {
    this.#note("head");
    this.sent = head;
  }
  write(chunk: Chunk): boolean {
    this.#note("write");
    this.chunks.push(encode(chunk));
    return --this.room > 0;
  }
  flush(): boolean {
    this.flushes++;
    return this.flushesAtOnce;
  }
  onDrain(resume: () => void): void {
    this.#note("wait");
    this.#resume = resume;
  }
  defer(resume: () => void): void {
    this.#note("defer");
    this.#turn = resume;
  }
  end(): void {
    this.#note("end");
    this.#resolveDone();
  }
  abort(_error: unknown): void {
    this.#note("abort");
    this.#resolveDone();
  }

  #note(event: "whole" | "head" | "write" | "end" | "wait" | "defer" | "abort"): void {
    this.events.push(event);
    const failure = (this.failing as Record<string, Error | undefined>)[event];
    if (failure) throw failure;
  }
}

/** The application of an exchange, which the test may choose after it. */
class Choice {
  application: Application = () => null;
}

/** An exchange in memory, with what its transport has recorded. */
export class FakeExchange extends Exchange {
  declare readonly transport: FakeTransport;
  readonly logged: string[];
  readonly #choice: Choice;

  constructor(request: FakeRequest = {}, transport = new FakeTransport(request)) {
    const logged: string[] = [];
    const choice = new Choice();
    const app: Application = (environ, startResponse) => choice.application(environ, startResponse);
    const errors = request.errors ?? { write: (text) => void logged.push(text), flush() {} };
    super(transport, new HostedApplication(app, fakeServer, errors));
    this.logged = logged;
    this.#choice = choice;
  }

  runs(application: Application): this {
    this.#choice.application = application;
    return this;
  }

  /** The body as it was sent, as text. */
  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }
  get bytes(): Uint8Array {
    const { chunks } = this.transport;
    return concat(
      chunks,
      chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    );
  }
  get events(): string[] {
    return this.transport.events;
  }
  get status(): number | undefined {
    return this.transport.sent?.status;
  }
  /** Returns the value of a response header; the first, if there are several. */
  header(name: string): string | undefined {
    const fields = this.transport.sent?.fields ?? [];
    const at = fields.findIndex((field, i) => i % 2 === 0 && field.toLowerCase() === name);
    return at < 0 ? undefined : fields[at + 1];
  }
}

/** The environ of a fake exchange, as a host makes it. */
export function environOf(exchange: FakeExchange, request: FakeRequest = {}): Environ {
  const { method = "GET", scriptName = "", headers = [] } = request;
  const parts = parseTarget(method, exchange.transport.target);
  if (!parts?.pathInfo.startsWith(scriptName)) throw new TypeError(`no target: ${exchange.transport.target}`);
  const pathInfo = parts.pathInfo.slice(scriptName.length);
  return new Environ(exchange, method, scriptName, pathInfo, parts.queryString, headers);
}

/** A request alone, for what reads environ and sends nothing. */
export function fakeEnviron(request: FakeRequest = {}): Environ {
  return environOf(new FakeExchange(request), request);
}

/** Runs an application for one fake request and returns the exchange at once, finished or not. */
export function run(app: ApplicationLike, request: FakeRequest = {}): FakeExchange {
  const exchange = new FakeExchange(request);
  exchange.runs(asApplication(app)).run(environOf(exchange, request));
  return exchange;
}

/** Runs an application for one fake request until the response is out or broken off. */
export async function respond(app: ApplicationLike, request: FakeRequest = {}): Promise<FakeExchange> {
  const exchange = run(app, request);
  await exchange.transport.done;
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
