/** All metrics. */
export interface Metric {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  /** False if more is better. */
  readonly isLessBetter: boolean;
  /** True to keep the value of each round, for ratios within a round. */
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
  cpuPerCall: { title: "CPU per event", unit: "µs", digits: 1, isLessBetter: true, isKept: true },
  coldCpu: { title: "CPU to the first answer", unit: "ms", digits: 1, isLessBetter: true, isKept: true },
  coldTime: { title: "time to it", unit: "ms", digits: 0, isLessBetter: true, isKept: true },
  importCpu: { title: "CPU of importing", unit: "ms", digits: 1, isLessBetter: true, isKept: true },
  brotli: { title: "brotli", unit: "kB", digits: 1, isLessBetter: true },
  gzip: { title: "gzip", unit: "kB", digits: 1, isLessBetter: true },
  minified: { title: "minified", unit: "kB", digits: 1, isLessBetter: true },
  at1: at(1),
  at5: at(5),
  at10: at(10),
  at25: at(25),
  at50: at(50),
  at100: at(100),
  at1000: at(1_000),
  at10000: at(10_000),
} as const satisfies Readonly<Record<string, Metric>>;

/** Creates a metric of CPU per request at a size. */
function at(size: number): Metric {
  return {
    title: `at ${size.toLocaleString("en-US")}`,
    unit: "µs",
    digits: 1,
    isLessBetter: true,
    isKept: true,
  };
}

export type MetricId = keyof typeof metrics;
