export {
  environOf,
  fromHono,
  getConnInfo,
  type FromHonoOptions,
  type HonoApplication,
  type HonoConnInfo,
} from "./from-hono.ts";
export {
  honoContext,
  honoEnv,
  honoExecutionContext,
  honoMount,
  toHono,
  type HonoContext,
  type HonoExecutionContext,
  type HonoHandler,
  type HonoOptions,
} from "./to-hono.ts";
