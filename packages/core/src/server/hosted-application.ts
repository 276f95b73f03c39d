import { asApplication } from "../as-application.ts";
import { safeLog } from "./log.ts";
import type { ErrorLog, ServerInfo } from "../connection.ts";
import type { Key } from "../key.ts";
import type { Application, ApplicationLike } from "../types.ts";

/** Values that the deployment of an application sets for every request. */
export type InitialValues = readonly (readonly [key: Key<unknown>, value: unknown])[];

/** An application in its server: the state that all requests share. */
export class HostedApplication {
  readonly application: Application;
  readonly info: ServerInfo;
  /** The given log, wrapped so that it never throws and never rejects. */
  readonly errors: ErrorLog;
  readonly initial: InitialValues;
  /** True once startup is done; requests wait for it. */
  isReady: boolean;
  /** True while the server shuts down: connections are no longer kept open. */
  isClosing = false;
  #starting: Promise<void> | undefined = undefined;
  readonly #pending = new Set<Promise<void>>();

  constructor(app: ApplicationLike, info: ServerInfo, errors: ErrorLog, initial: InitialValues = []) {
    this.application = asApplication(app);
    this.info = Object.freeze(info);
    this.errors = safeLog(errors);
    this.initial = initial;
    this.isReady = this.application.startup === undefined;
  }

  /** Runs the application's startup once. If it fails, every waiting request fails; the next one tries again. */
  start(): Promise<void> {
    return (this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    }));
  }

  /**
   * Waits for a startup in progress and for `waitUntil` work, at most until the deadline, then runs the application's
   * shutdown if it was started.
   *
   * @param deadline milliseconds since the epoch; default: none
   */
  async stop(deadline: number = Infinity): Promise<void> {
    const starting = this.#starting?.catch(() => {});
    if (starting) await inTime(starting, deadline);
    while (this.#pending.size > 0 && (await inTime(Promise.all(this.#pending), deadline)));
    const started = this.isReady;
    this.isReady = false;
    if (started) await this.application.shutdown?.();
  }

  /** Tracks work that outlives its response. The promise never rejects. */
  waitUntil(promise: Promise<void>): void {
    this.#pending.add(promise);
    void promise.then(() => this.#pending.delete(promise));
  }

  async #start(): Promise<void> {
    await this.application.startup?.(this.info);
    this.isReady = true;
  }
}

/** The maximum of a timer in milliseconds, 24 days: a timer that is set for longer fires immediately. */
const LONGEST_TIMER = 2_147_483_647;

/** Awaits a promise that never rejects. Returns false if the deadline came first. */
async function inTime(promise: Promise<unknown>, deadline: number): Promise<boolean> {
  if (deadline === Infinity) return promise.then(() => true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.min(Math.max(0, deadline - Date.now()), LONGEST_TIMER));
  });
  const done = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return done;
}
