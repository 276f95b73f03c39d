/** Gaps of the runtimes on which several packages run the conformance suite. */
export { bunLacks } from "./bun-lacks.ts";
export { denoHttp2Lacks, denoLacks } from "./deno-lacks.ts";
export { workerdLacks } from "./workerd-lacks.ts";
