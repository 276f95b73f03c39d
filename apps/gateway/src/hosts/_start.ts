/** Where a host is to listen. */
export interface StartOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostname: string;
}

/** What each file beside this one exports as `start`: runs the gateway on that host, gives the URL it answers at. */
export type Start = (options: StartOptions) => Promise<{ readonly url: string }>;
