/** The amount of measurement. */
export interface Plan {
  /** Number of passes through all scenarios, so that a disturbance of some minutes affects only part of the rounds. */
  readonly passes: number;
  /** Per pass: fresh processes of each contestant, one after the other. */
  readonly generations: number;
  /** More processes for contestants whose ratio must be known to a hundredth. */
  readonly preciseGenerations: number;
  /** Rounds with each process. */
  readonly rounds: number;
  /** Milliseconds of load before the measurement, so that the compiler has finished. */
  readonly warmUp: number;
  /** Milliseconds of load in a round. */
  readonly duration: number;
  /** Per pass: cold starts of each contestant. */
  readonly starts: number;
  /** Maximum size of a bundle to compress, in bytes: brotli takes two seconds per megabyte. */
  readonly compressed: number;
  /** Maximum number of concurrent connections. */
  readonly connections: number;
  /** Clients that listen to events. */
  readonly clients: number;
  /** Events per round and client. */
  readonly events: number;
  /** True to use one process per contestant for all scenarios, except those with lasting clients. */
  readonly isShared: boolean;
}

export const full: Plan = {
  passes: 2,
  generations: 1,
  preciseGenerations: 2,
  rounds: 10,
  warmUp: 2000,
  duration: 100,
  starts: 8,
  compressed: Infinity,
  connections: 10_000,
  clients: 1_000,
  events: 6,
  isShared: false,
};

/** Shows that everything runs and that answers are equal; its figures are rough. */
export const quick: Plan = {
  passes: 1,
  generations: 1,
  preciseGenerations: 1,
  rounds: 2,
  warmUp: 40,
  duration: 40,
  starts: 1,
  compressed: 200_000,
  connections: 100,
  clients: 200,
  events: 5,
  isShared: true,
};
