/** Address to listen at. */
export interface StartOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostname: string;
}

/** The gateway on a host. */
export interface Started {
  /** URL that it listens at. */
  readonly url: string;
  close(): Promise<void>;
}

/** Runs the gateway on one host: each host's file exports one as `start`. */
export type Start = (options: StartOptions) => Promise<Started>;
