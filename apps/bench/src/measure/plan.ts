/** How much is measured. */
export interface Plan {
  /** How often all scenarios are gone through: what disturbs a machine for minutes is to meet a part of the rounds only. */
  readonly passes: number;
  /** In each pass: fresh processes of each contestant, one after the other. */
  readonly generations: number;
  /** More of them for contestants whose ratio is to be known to a hundredth. */
  readonly preciseGenerations: number;
  /** Rounds with each process. */
  readonly rounds: number;
  /** Milliseconds of load before what is measured, so that the compiler is through. */
  readonly warmUp: number;
  /** Milliseconds of load in a round. */
  readonly duration: number;
  /** In each pass: cold starts of each contestant. */
  readonly starts: number;
  /** Bytes of the biggest bundle that is compressed: brotli takes two seconds for a megabyte. */
  readonly compressed: number;
  /** Most connections at the same time. */
  readonly connections: number;
  /** Clients that listen to events. */
  readonly clients: number;
  /** Events in a round, to each client. */
  readonly events: number;
  /** True: one process of each contestant for all scenarios but those that hold its clients. */
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
