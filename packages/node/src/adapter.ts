/** For authors of adapters for frameworks on node:http: the parts that all of them share. */
export { NodeEnviron } from "./_environ.ts";
export { NodeTransport, type Forwarded } from "./_transport.ts";
export { wireOf } from "./_http2.ts";
export { applyHead, isAddedTo } from "./_merge.ts";
export { endOf, hasPath, pathOf, mountPointOf, rawBodyOf, withLength } from "./_http.ts";
export { NodeInput } from "./_input.ts";
export { nodeInfo, standardError } from "./_process.ts";
export type { NodeRequest, NodeResponse, NodeSocket } from "./_types.ts";
export type { Wire } from "./_wire.ts";
