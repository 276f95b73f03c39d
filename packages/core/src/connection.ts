import type { Input } from "./input.ts";

/** Facts about the server. One frozen object per server, shared by all requests. */
export interface ServerInfo {
  /** Name of the host, as in the name of its package: `node`, `express`. */
  readonly name: string;
  /** Version of the host's software. */
  readonly version: string;
  /** Version of this interface (wsgi.version). */
  readonly interfaceVersion: readonly [major: 1, minor: 0];
  /** True if other processes run the same application at the same time (wsgi.multiprocess). */
  readonly multiprocess: boolean;
  /** True if the application is expected to handle only one request (wsgi.run_once). */
  readonly runOnce: boolean;
  /** Capabilities of this host, each by the name of its method on Environ. */
  readonly capabilities: readonly string[];
}

/** The application's log (wsgi.errors), written to the host's log. */
export interface ErrorLog {
  /** Writes text; lines end in `\n`. Accepts any text and never throws. */
  write(text: string): void;
  /** Returns, or resolves, when everything written has been flushed. */
  flush(): void | PromiseLike<void>;
}

/** Facts about the connection that the request arrived on. */
export interface Connection {
  /** The request target as received. */
  readonly target: string;
  /** The client's version, for example `HTTP/1.1`. */
  readonly protocol: string;
  /** `http` or `https`, as the connection itself is; nothing that a client sends changes it. */
  readonly scheme: "http" | "https";
  readonly serverName: string;
  /** 1 to 65535. */
  readonly serverPort: number;
  /** Address of the peer, `""` if the host cannot know it. */
  readonly remoteAddress: string;
  /** Port of the peer, 0 if the host cannot know it. */
  readonly remotePort: number;
}

/** The values that {@link Environ.derive} can replace. */
export interface Rewrite extends Partial<Omit<Connection, "target">> {
  readonly method?: string;
  readonly scriptName?: string;
  readonly pathInfo?: string;
  readonly queryString?: string;
  /** A flat list: name, value, name, value. */
  readonly headers?: readonly string[];
  readonly input?: Input;
}

/** A range of bytes of a file. */
export interface FileRange {
  /** First byte, from 0. Default: 0. */
  readonly start?: number;
  /** Number of bytes. Default: up to the end of the file. */
  readonly length?: number;
}
