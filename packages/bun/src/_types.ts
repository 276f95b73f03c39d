/** What is used of Bun: small types of our own, so that no version of @types/bun is imposed on anyone. */

export interface BunHttpServer {
  readonly port?: number | undefined;
  readonly url: URL;
  requestIP(request: Request): { readonly address: string; readonly port: number } | null;
  stop(closeActiveConnections?: boolean): Promise<void>;
}

export interface BunServeOptions {
  port?: number;
  hostname?: string;
  unix?: string;
  tls?: object;
  idleTimeout: number;
  maxRequestBodySize: number;
  fetch(request: Request, server: BunHttpServer): Response | Promise<Response>;
}

export interface BunGlobal {
  readonly version: string;
  serve(options: BunServeOptions): BunHttpServer;
}

/** The part of `process` that signals need. */
export interface BunProcess {
  on(signal: string, listener: () => void): void;
  off(signal: string, listener: () => void): void;
  exit(code: number): void;
  readonly stderr: { write(text: string): void };
}
