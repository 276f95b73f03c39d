/** The parts of Deno that TSGI uses: small types of its own. */

export interface DenoServeInfo {
  readonly remoteAddr: { readonly hostname?: string; readonly port?: number };
}

export interface DenoHttpServer {
  readonly addr: { readonly port?: number };
  shutdown(): Promise<void>;
  unref(): void;
}

export interface DenoServeOptions {
  port?: number;
  hostname?: string;
  path?: string;
  key?: string;
  cert?: string;
  onListen(): void;
}

export interface DenoGlobal {
  readonly version: { readonly deno: string };
  readonly stderr: { writeSync(bytes: Uint8Array): number };
  addSignalListener(signal: string, listener: () => void): void;
  removeSignalListener(signal: string, listener: () => void): void;
  exit(code: number): void;
  serve(
    options: DenoServeOptions,
    handler: (request: Request, info: DenoServeInfo) => Response | Promise<Response>,
  ): DenoHttpServer;
}
