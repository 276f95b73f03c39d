/** Where a host is to listen. */
export interface StartOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostname: string;
}

/** The gateway on a host. */
export interface Started {
  /** Where it answers. */
  readonly url: string;
  close(): Promise<void>;
}

/** What each host's file exports as `start`: runs the gateway on that host. */
export type Start = (options: StartOptions) => Promise<Started>;
