/** The position of a request in a distributed trace (W3C Trace Context, level 2). */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: of this request, and so the parent of its outgoing requests. */
  readonly spanId: string;
  /** 16 hexadecimal digits: of the caller; undefined if the trace begins here. */
  readonly parentId: string | undefined;
  /** True when the caller records the trace. */
  readonly sampled: boolean;
  /** Passed on unchanged. */
  readonly traceState: string | undefined;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Parses `traceparent` (W3C Trace Context, 3.2); undefined if it is malformed. Never throws. */
export function parseTraceparent(
  field: string | undefined,
): { traceId: string; parentId: string; sampled: boolean } | undefined {
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(field ?? "") ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId!) || /^0+$/.test(parentId!)) return undefined;
  return { traceId: traceId!, parentId: parentId!, sampled: (Number.parseInt(flags!, 16) & 1) === 1 };
}

/** Returns random hexadecimal digits, not all of them 0. */
export function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  if (random.every((byte) => byte === 0)) random[0] = 1;
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
