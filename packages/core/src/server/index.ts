/** For those who write a host, or middleware that handles bodies: the parts of a server that every host shares. */
export { checkOptions } from "./checks.ts";
export { WriteCoalescer } from "./write-coalescer.ts";
export { ChunkQueue, type AcceptCallback, type ChunkQueueSource } from "./chunk-queue.ts";
export { attempt, describe, safeLog } from "./log.ts";
export { findJoined } from "../fields.ts";
export { Head, hopByHopNames } from "./head.ts";
export {
  areFieldsSound,
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
export type { Connection } from "../connection.ts";
export { removeDeadSocket } from "./dead-socket.ts";
export { exchangeOf, isAsReceived } from "../environ.ts";
export { Exchange } from "./exchange.ts";
export { isDisconnect } from "./failure.ts";
export type { CloseListener, Transport } from "./transport.ts";
export { BaseInput, MemoryInput, tooLarge } from "../input.ts";
export { hostKey } from "../key.ts";
export { HostedApplication, type InitialValues } from "./hosted-application.ts";
