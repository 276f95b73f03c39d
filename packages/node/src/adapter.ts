/** For those who write an adapter for a framework on node:http: the parts that all of them share. */
export type { Forwarded } from "./_connection.ts";
export { NodeEnviron } from "./_environ.ts";
export { NodeExchange } from "./_exchange.ts";
export { wireOf } from "./_http2.ts";
export { applyHead, isAddedTo } from "./_merge.ts";
export { endOf } from "./_ended.ts";
export { hasPath, pathOf, mountPointOf } from "./_mount-point.ts";
export { rawBodyOf, withLength } from "./_raw-body.ts";
export { NodeInput } from "./_input.ts";
export { nodeInfo, standardError } from "./_process.ts";
export type { NodeRequest, NodeResponse, NodeSocket } from "./_types.ts";
export type { Wire } from "./_wire.ts";
