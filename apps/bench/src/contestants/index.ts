import { chain } from "./chain.ts";
import type { Contestant } from "./contestant.ts";
import { frameworks } from "./frameworks.ts";
import { growth } from "./growth.ts";
import { lambda } from "./lambda.ts";
import { node } from "./node.ts";
import { runtimes } from "./runtimes.ts";
import { withMore } from "./_with-more.ts";

export const contestants: readonly Contestant[] = [
  ...node,
  ...frameworks,
  ...chain,
  ...runtimes,
  ...lambda,
  ...growth,
].map((one) => withMore(one));
