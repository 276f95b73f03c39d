/** For those who write a host, or middleware that handles bodies: the parts of a server that every host shares. */
export {
  LONGEST_TIMER,
  aBoolean,
  aFunction,
  aLimit,
  aText,
  anInteger,
  checkOptions,
  oneOf,
  optionError,
  type Check,
  type Checks,
} from "./options.ts";
export { Bulk } from "./_bulk.ts";
export { ChunkQueue, type AcceptCallback, type ChunkQueueSource } from "./server/chunk-queue.ts";
export { describe, safeLog } from "./_log.ts";
export { Head, hopByHopNames } from "./_head.ts";
export {
  areFieldsSound,
  isAuthority,
  parseRequest,
  parseTarget,
  withHost,
  type RequestParts,
  type TargetParts,
} from "./_request.ts";
export { BodySource, ownBody } from "./_source.ts";
export { isBytes, isThenable, show } from "./_values.ts";
export { concat } from "./body.ts";
export type { Connection } from "./connection.ts";
export { removeDeadSocket } from "./dead-socket.ts";
export { Exchange } from "./exchange.ts";
export { BaseInput, MemoryInput, tooLarge } from "./input.ts";
export { hostKey } from "./key.ts";
export { Service, type InitialValues } from "./service.ts";
export {
  basePathEnd,
  closable,
  handlerChecks,
  hostedBy,
  type ClosableHandler,
  type HandlerOptions,
} from "./server/handler.ts";
export { aPrefix, keepPrefix } from "./server/prefix.ts";
export {
  addressChecks,
  checkServeOptions,
  milliseconds,
  serveChecks,
  type RunningServer,
  type ServeOptions,
  type TlsOptions,
} from "./server/serve-options.ts";
export type { Signal, SignalHost } from "./server/signals.ts";
export { startServer, type BoundServer, type ListenAddress } from "./server/start-server.ts";
