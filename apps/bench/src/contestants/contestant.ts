import type { Runtime } from "@tsgi/harness/runtimes";

/** The part of the report that a contestant stands in. */
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

/** What is measured: a program that answers scenarios. */
export interface Contestant {
  /** Unique, in kebab case. Results are kept under it. */
  readonly id: string;
  /** As the report names it. */
  readonly name: string;
  readonly group: Group;
  /**
   * What it stands for: `control` is the host by hand, `tsgi` ours, `peer` another adapter, `framework` a framework by
   * itself.
   */
  readonly kind: "control" | "tsgi" | "peer" | "framework";
  /** Where it runs. */
  readonly runtime: Extract<Runtime, "bun" | "deno" | "workerd"> | "node";
  /**
   * Under servers/: a Worker, for Bun and Deno a module that exports its URL, for Node one that makes a server, or for
   * Lambda one that exports `handler`.
   */
  readonly module: string;
  /** Ids of the scenarios that it answers. */
  readonly scenarios: readonly string[];
  /** Scenarios of these that it can't answer, and why: they are not run, and the report says so. */
  readonly cannot?: Readonly<Record<string, string>>;
  /** Scenarios of these that it fails as far as we know: they are run all the same, and the report says how it fails. */
  readonly fails?: readonly string[];
  /** Whose cost its own is told beside in tables. Default: that of the group's control, or of the best. */
  readonly beside?: string;
  /** npm packages whose versions the report names. */
  readonly packages: readonly string[];
}
