/** For authors of adapters for frameworks on node:http: the parts that all of them share. */
export { NodeEnviron } from "./transport/environ.ts";
export { NodeTransport, type Forwarded } from "./transport/node-transport.ts";
export { wireOf } from "./transport/http2.ts";
export { applyHead, isAddedTo } from "./transport/merge-head.ts";
export { endOf, hasPath, pathOf, mountPointOf, rawBodyOf, withLength } from "./transport/http.ts";
export { NodeInput } from "./transport/input.ts";
export { nodeInfo, standardError } from "./process.ts";
export type { NodeRequest, NodeResponse, NodeSocket } from "./types.ts";
export type { Wire } from "./transport/http1.ts";
