import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Server, Socket } from "node:net";

/** A socket of node:http. Node keeps the current response in an undocumented field, null between two responses. */
type HttpSocket = Socket & { readonly _httpMessage?: object | null };

/** A TCP or Unix connection of a server, and the TLS socket and HTTP/2 session on it. */
export interface Connection {
  readonly socket: Socket;
  /** True if Node does not reveal which TLS socket belongs to this connection. */
  readonly isOpaque: boolean;
  /** The TLS socket, once the handshake is complete. */
  secure: HttpSocket | undefined;
  /** The HTTP/2 session, if the connection speaks HTTP/2. */
  session: ServerHttp2Session | undefined;
  /** The open HTTP/2 streams, each with the time at which it began. */
  readonly streams: Map<ServerHttp2Stream, number>;
  /** True once a request has arrived. */
  isUsed: boolean;
  /** When the connection was opened, or its last HTTP/2 stream ended. */
  idleSince: number;
}

/** Returns milliseconds of a monotonic clock. */
export function clock(): number {
  return performance.now();
}

/** All connections of a server, from the moment it accepts them until they have closed. */
export class Connections {
  readonly #open = new Set<Connection>();
  /** TLS sockets and HTTP/2 sessions: they outlive their TCP socket by a turn of Node's loop. */
  readonly #layers = new Set<object>();
  /** Connections without a request so far, by the socket that requests arrive on. */
  readonly #unused = new Map<object, Connection>();
  /** Connections by the address of the peer: Node does not reveal which TCP socket is below a TLS socket. */
  readonly #byPeer = new Map<string, Connection>();
  /** The connection that Node opens a session for next, in the same turn. */
  #latest: Connection | undefined = undefined;
  #onEmpty: (() => void) | undefined = undefined;

  constructor(server: Server, isTls: boolean) {
    server.prependListener("connection", (socket: Socket) => this.#add(socket, isTls));
    server.prependListener("secureConnection", (socket: Socket) => this.#secured(socket));
    server.on("session", (session: ServerHttp2Session) => this.#began(session));
    this.addRequestsOf(server);
  }

  /** Also tracks the requests of a server to which connections are passed on. */
  addRequestsOf(server: Server): void {
    server.on("request", ({ socket }: { socket: Socket }) => this.#used(socket));
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#open[Symbol.iterator]();
  }

  /** Resolves when the last connection has ended, and with it its responses. */
  ended(): Promise<void> {
    if (this.#isEmpty) return Promise.resolve();
    return new Promise((resolve) => (this.#onEmpty = resolve));
  }

  get #isEmpty(): boolean {
    return this.#open.size === 0 && this.#layers.size === 0;
  }

  #add(socket: Socket, isTls: boolean): void {
    const peer = isTls ? peerOf(socket) : undefined;
    const connection: Connection = {
      socket,
      isOpaque: isTls && peer === undefined,
      secure: undefined,
      session: undefined,
      streams: new Map(),
      isUsed: false,
      idleSince: clock(),
    };
    this.#open.add(connection);
    this.#latest = connection;
    if (peer !== undefined) this.#byPeer.set(peer, connection);
    if (!isTls) this.#unused.set(socket, connection);
    socket.once("close", () => {
      this.#open.delete(connection);
      if (peer !== undefined && this.#byPeer.get(peer) === connection) this.#byPeer.delete(peer);
      this.#unused.delete(connection.secure ?? socket);
      this.#removed();
    });
  }

  #secured(socket: Socket): void {
    this.#layer(socket);
    const connection = this.#byPeer.get(peerOf(socket) ?? "");
    this.#latest = connection;
    if (connection === undefined) return;
    connection.secure = socket;
    this.#unused.set(socket, connection);
  }

  #began(session: ServerHttp2Session): void {
    this.#layer(session);
    const connection = this.#latest;
    if (connection === undefined) return;
    connection.session = session;
    session.on("stream", (stream: ServerHttp2Stream) => {
      connection.isUsed = true;
      connection.streams.set(stream, clock());
      stream.once("close", () => {
        connection.streams.delete(stream);
        connection.idleSince = clock();
      });
    });
  }

  #used(socket: Socket): void {
    const connection = this.#unused.get(socket);
    if (connection === undefined) return;
    connection.isUsed = true;
    this.#unused.delete(socket);
  }

  #layer(layer: Socket | ServerHttp2Session): void {
    this.#layers.add(layer);
    layer.once("close", () => {
      this.#layers.delete(layer);
      this.#removed();
    });
  }

  #removed(): void {
    if (this.#isEmpty) this.#onEmpty?.();
  }
}

/** Returns true while a request is in flight, undefined if Node does not reveal it. */
export function isBusy(connection: Connection): boolean | undefined {
  const { socket, secure, session, streams, isUsed, isOpaque } = connection;
  if (isOpaque) return undefined;
  if (session !== undefined) return streams.size > 0;
  if (!isUsed) return false;
  // oxlint-disable-next-line eslint/no-underscore-dangle -- Node's own name
  const response = ((secure ?? socket) as HttpSocket)._httpMessage;
  return response === undefined ? undefined : response !== null;
}

/** Ends a connection immediately, whatever its client does. */
export function cut({ socket, secure, session }: Connection): void {
  session?.destroy();
  secure?.destroy();
  socket.destroy();
}

/** Returns undefined on a Unix socket, whose peers have no address. */
function peerOf({ remoteAddress, remotePort, localPort }: Socket): string | undefined {
  return remotePort === undefined ? undefined : `${remoteAddress} ${remotePort} ${localPort}`;
}
