/** What can be measured. */
export interface Metric {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  /** False: more is better. */
  readonly isLessBetter: boolean;
  /** True: the value of each round is kept, for ratios of the same round. */
  readonly isKept?: boolean;
}

export const metrics = {
  cpu: { title: "CPU per request", unit: "µs", digits: 1, isLessBetter: true, isKept: true },
  rate: { title: "requests/s", unit: "", digits: 0, isLessBetter: false },
  p50: { title: "p50", unit: "ms", digits: 2, isLessBetter: true },
  p99: { title: "p99", unit: "ms", digits: 2, isLessBetter: true },
  memory: { title: "peak memory", unit: "MB", digits: 0, isLessBetter: true },
  cpuPerEvent: { title: "CPU per event", unit: "µs", digits: 2, isLessBetter: true, isKept: true },
  memoryPerClient: { title: "memory per client", unit: "kB", digits: 1, isLessBetter: true, isKept: true },
  eventRate: { title: "events/s", unit: "", digits: 0, isLessBetter: false },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricId = keyof typeof metrics;
