export { asApplication } from "./as-application.ts";
export { bufferBody, isWhole, mapBody, type BodyMapper, type BufferOptions } from "./body.ts";
export { cascade, type CascadeOptions } from "./cascade.ts";
export { compose } from "./compose.ts";
export type { ErrorLog, FileRange, Rewrite, ServerInfo } from "./connection.ts";
export { Environ } from "./environ.ts";
export { HostBody, type OpenBody } from "./host-body.ts";
export type { Input, ReadOptions } from "./input.ts";
export { createKey, type Key } from "./key.ts";
export { mount } from "./mount.ts";
export { requestUrl } from "./request-url.ts";
export type {
  Application,
  ApplicationClass,
  ApplicationLike,
  ApplicationObject,
  Body,
  Chunk,
  HeaderList,
  Lifecycle,
  Middleware,
  StartResponse,
} from "./types.ts";
export { TsgiError, type ErrorCode, type ErrorRow } from "./tsgi-error.ts";
export { withWriter, type Write, type WriterApplication } from "./with-writer.ts";
