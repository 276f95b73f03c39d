import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Case } from "./case.ts";
import { NodeCaseClient } from "./client/_case-client.ts";
import { within } from "./client/_deadline.ts";
import { placeOf } from "./client/_place.ts";

/** A host that serves the suite's application. */
export interface RunningHost {
  /** `http://127.0.0.1:3000/`, `https://…`, or `http+unix:` and the path of a Unix socket. */
  readonly url: string;
  /** The certificate, if it is self-signed. */
  readonly ca?: string | Buffer;
  close(): Promise<void>;
  /** Returns everything that the host has logged so far. Without it the host lacks the capability `log`. */
  log?(): string | Promise<string>;
}

/** Milliseconds: generous, because the machine may be busy. */
export const WAIT_TIME = 60_000;
export const CASE_TIME = 300_000;

/** Options for running a case. */
export interface RunOptions {
  /** Sends requests over HTTP/2, for which the suite itself needs Node 22.17, 24.2 or later. Default: false. */
  readonly http2?: boolean;
  /** Maximum time of a single wait in milliseconds, to stop a hanging case. Default: 60,000. */
  readonly time?: number;
  /** Maximum time of a case in milliseconds. Default: 300,000. */
  readonly caseTime?: number;
}

/** Unhandled failures that have already failed a case. */
const known = new WeakMap<RunningHost, number>();

/**
 * Runs a case against a host. Rejects if the check fails, if a body was not closed exactly once, if a request saw
 * data of another one, or if a rejection was unhandled.
 */
export async function runCase(case_: Case, host: RunningHost, options: RunOptions = {}): Promise<void> {
  const { http2 = false, time = WAIT_TIME, caseTime = CASE_TIME } = options;
  const place = placeOf(host.url, host.ca);
  const log = host.log && (() => host.log!());
  const make = (): NodeCaseClient => new NodeCaseClient({ place, caseId: case_.id, run, http2, time, log });
  const run = randomUUID();
  const client = make();
  try {
    await within(caseTime, case_.check(client), () => `the case took more than ${caseTime} ms`);
  } finally {
    client.close();
  }
  const after = make();
  try {
    await after.eventually(async () => closedOnce((await after.journal()).returns));
    // Read again: a second return() may come a little later than the first.
    const { returns, problems, unhandled } = await after.journal();
    closedOnce(returns);
    assert.deepEqual(problems, [], "the server broke the contract");
    const before = known.get(host) ?? 0;
    known.set(host, unhandled.length);
    assert.deepEqual(unhandled.slice(before), [], "a rejection or exception was not handled");
  } finally {
    after.close();
  }
}

function closedOnce(returns: readonly number[]): void {
  const once = Array.from(returns, () => 1);
  assert.deepEqual(returns, once, "the iterator's return() must run exactly once for each body");
}
