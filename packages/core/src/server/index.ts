/** For authors of hosts, and of middleware that handles bodies: the parts of a server that every host shares. */
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
} from "../options.ts";
export { WriteCoalescer } from "./write-coalescer.ts";
export { ChunkQueue, type AcceptCallback, type ChunkQueueSource } from "./chunk-queue.ts";
export { WrappedBody, type BodyStep } from "./wrapped-body.ts";
export { attempt, describe, safeLog, safely, titleOf } from "./log.ts";
export { findJoined } from "../fields.ts";
export { Head, hopByHopNames } from "./head.ts";
export {
  areFieldsSound,
  basePathEnd,
  isAuthority,
  parseRequest,
  parseTarget,
  withHost,
  type RequestParts,
  type TargetParts,
} from "./request.ts";
export { BodySource, ownBody } from "./body-source.ts";
export { isBytes, isThenable, show } from "../values.ts";
export { concat } from "../body.ts";
export { collectChunks } from "../collect-chunks.ts";
export type { Connection } from "../connection.ts";
export { removeDeadSocket } from "./dead-socket.ts";
export { exchangeOf, isAsReceived } from "./exchange-of.ts";
export { Exchange } from "./exchange.ts";
export { isDisconnect } from "./failure.ts";
export type { CloseListener, ResponseControl, Transport } from "./transport.ts";
export { BaseInput, MemoryInput, tooLarge } from "../input.ts";
export { hostKey } from "../key.ts";
export { HostedApplication, type InitialValues } from "./hosted-application.ts";
export { closable, handlerChecks, hostedBy, type ClosableHandler, type HandlerOptions } from "./handler.ts";
export { aPrefix, keepPrefix } from "./prefix.ts";
export {
  addressChecks,
  checkServeOptions,
  milliseconds,
  serveChecks,
  type RunningServer,
  type ServeOptions,
  type TlsOptions,
} from "./serve-options.ts";
export type { Signal, SignalHost } from "./signals.ts";
export { startServer, type BoundServer, type ListenAddress } from "./start-server.ts";
