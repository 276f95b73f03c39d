export {
  connectRequest,
  environOf,
  fromConnect,
  fromNode,
  type ConnectHandler,
  type ConnectRequest,
  type FromNodeOptions,
  type NodeStyleRequest,
  type NodeStyleResponse,
} from "./from.ts";
export { serve, type RunningServer, type ServeOptions, type TlsOptions } from "./serve.ts";
export {
  toNode,
  type NodeListener,
  type NodeOptions,
  type NodeRequest,
  type NodeResponse,
  type NodeSocket,
} from "./to-node.ts";
