/** The parts of Bun that TSGI uses: small types of its own, so that it imposes no version of @types/bun. */

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
