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
  tls?: { key: string; cert: string };
  idleTimeout: number;
  maxRequestBodySize: number;
  fetch(request: Request, server: BunHttpServer): Response | Promise<Response>;
}

export interface BunGlobal {
  readonly version: string;
  serve(options: BunServeOptions): BunHttpServer;
}
