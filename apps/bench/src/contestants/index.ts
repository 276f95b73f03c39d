import { chain } from "./chain.ts";
import type { Contestant } from "./contestant.ts";
import { frameworks } from "./frameworks.ts";
import { node } from "./node.ts";
import { runtimes } from "./runtimes.ts";

export const contestants: readonly Contestant[] = [...node, ...frameworks, ...chain, ...runtimes];
