/** For those who write a host, or middleware that handles bodies: the parts of a server that every host shares. */
export { checkOptions } from "./_checks.ts";
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
