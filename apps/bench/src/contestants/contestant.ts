import type { Runtime } from "@tsgi/harness/runtimes";

/** The part of the report that contains a contestant. */
export type Group =
  | "node"
  | "frameworks"
  | "chain"
  | "bun"
  | "deno"
  | "workerd"
  | "aws-lambda"
  | "aws-lambda-express"
  | "aws-lambda-fastify"
  | "mounts";

/** A measured program that serves scenarios. */
export interface Contestant {
  /** Unique, in kebab case: the key of its results. */
  readonly id: string;
  /** Name in the report. */
  readonly name: string;
  readonly group: Group;
  /**
   * Its role: `control` is the host by hand, `tsgi` is ours, `peer` another adapter, `framework` a framework on its own.
   */
  readonly kind: "control" | "tsgi" | "peer" | "framework";
  /** The runtime. */
  readonly runtime: Extract<Runtime, "bun" | "deno" | "workerd"> | "node";
  /**
   * Module in servers/: a Worker; for Bun and Deno a module that exports its URL; for Node one that creates a server; for
   * Lambda one that exports `handler`.
   */
  readonly module: string;
  /** Ids of the scenarios that it serves. */
  readonly scenarios: readonly string[];
  /** Scenarios that it cannot serve, with the reason: they are not run, and the report says so. */
  readonly cannot?: Readonly<Record<string, string>>;
  /** Scenarios that it is known to fail: they are run nevertheless, and the report shows the failure. */
  readonly fails?: readonly string[];
  /** Contestant that its cost is compared with in tables. Default: the group's control, or the best. */
  readonly beside?: string;
  /** npm packages whose versions the report names. */
  readonly packages: readonly string[];
}
