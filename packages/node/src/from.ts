/** Listeners and middleware of node:http on every host that has Node's modules; nothing here needs a Node server. */
export { environOf } from "./from/environ-of.ts";
export { connectRequest, fromConnect, type ConnectHandler, type ConnectRequest } from "./from-connect.ts";
export {
  fromNode,
  fromNodeChecks,
  type FromNodeOptions,
  type NodeStyleRequest,
  type NodeStyleResponse,
} from "./from-node.ts";
/** For authors of such a function for a framework. */
export { fromFramework, type FromFrameworkOptions } from "./from-framework.ts";
