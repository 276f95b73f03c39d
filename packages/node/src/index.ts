export { serve, type RunningServer, type ServeOptions, type TlsOptions } from "./serve.ts";
export {
  toNode,
  type NodeListener,
  type NodeOptions,
  type NodeRequest,
  type NodeResponse,
  type NodeSocket,
} from "./to-node.ts";
