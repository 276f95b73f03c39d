import type { Environ } from "@tsgi/core";
import type { Journal } from "./case.ts";

/** An application waits for a gate until the check opens it. */
class Gate {
  readonly opened: Promise<void>;
  open!: () => void;

  constructor() {
    this.opened = new Promise((resolve) => (this.open = resolve));
  }
}

/** The records of one run of a case, in the host's process. */
export class Run {
  calls = 0;
  readonly events: { name: string; value: unknown }[] = [];
  readonly returns: number[] = [];
  readonly problems: string[] = [];
  /** Number of arguments in the last call of the application. */
  argumentCount = 0;
  /** Number of times that the suite's application was started in this server. */
  startups = 0;
  readonly #gates = new Map<string, Gate>();

  gate(name: string): Gate {
    let found = this.#gates.get(name);
    if (found === undefined) this.#gates.set(name, (found = new Gate()));
    return found;
  }

  snapshot(unhandled: readonly string[]): Journal {
    const { calls, events, returns, problems } = this;
    return { calls, events, returns, problems, unhandled };
  }
}

/** A process serves many runs; the oldest are dropped. */
const MOST_RUNS = 2048;
const runs = new Map<string, Run>();

/** Returns the run that a request belongs to. */
export function runOf(environ: Environ): Run {
  const id = environ.header("tsgi-run") ?? "";
  let run = runs.get(id);
  if (run === undefined) {
    if (runs.size === MOST_RUNS) runs.delete(runs.keys().next().value!);
    runs.set(id, (run = new Run()));
  }
  return run;
}

/** Records a fact on the application's side, for the check to read. The value must survive JSON. */
export function record(environ: Environ, name: string, value: unknown = null): void {
  runOf(environ).events.push({ name, value });
}

/** Resolves once the check opens the gate. */
export function gate(environ: Environ, name: string): Promise<void> {
  return runOf(environ).gate(name).opened;
}

/** Returns the journal entry for an error: its code if it has one, else its message. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? String(error.code) : error.message;
}
