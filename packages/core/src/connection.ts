import type { Input } from "./input.ts";

/** What is known of the server. One frozen object for each server, the same for every request. */
export interface ServerInfo {
  /** Name of the host, as in its package's name: `node`, `express`. */
  readonly name: string;
  /** Version of the host's software. */
  readonly version: string;
  /** Version of this interface (wsgi.version). */
  readonly interfaceVersion: readonly [major: 1, minor: 0];
  /** True where other processes run the same application at the same time (wsgi.multiprocess). */
  readonly multiprocess: boolean;
  /** True where the application is expected to answer once only (wsgi.run_once). */
  readonly runOnce: boolean;
  /** The capabilities of this host, by the name of the Environ's method. */
  readonly capabilities: readonly string[];
}

/** The application's log (wsgi.errors): goes where the host logs. */
export interface ErrorLog {
  /** Writes text; lines end in `\n`. Any text is taken, it never throws. */
  write(text: string): void;
  /** Resolves, or returns, when all that was written is out. */
  flush(): void | PromiseLike<void>;
}

/** What is known of the connection that the request came by. */
export interface Connection {
  /** The request target as received. */
  readonly target: string;
  /** `HTTP/1.1`: the client's version. */
  readonly protocol: string;
  /** `http` or `https`, of the connection itself; nothing that a client sends changes it. */
  readonly scheme: "http" | "https";
  readonly serverName: string;
  /** 1 to 65535. */
  readonly serverPort: number;
  /** Address of the peer, `""` where the host cannot know. */
  readonly remoteAddress: string;
  /** Port of the peer, 0 where the host cannot know. */
  readonly remotePort: number;
}

/** What {@link Environ.derive} can replace. */
export interface Rewrite extends Partial<Omit<Connection, "target">> {
  readonly method?: string;
  readonly scriptName?: string;
  readonly pathInfo?: string;
  readonly queryString?: string;
  /** A flat list: name, value, name, value. */
  readonly headers?: readonly string[];
  readonly input?: Input;
}

/** Which bytes of a file to send. */
export interface FileRange {
  /** First byte, from 0. Default: 0. */
  readonly start?: number;
  /** How many bytes. Default: all to the end. */
  readonly length?: number;
}
